import type { Contract } from '../contract.ts';
import { commentText } from '../output.ts';

/** The folder of generated files in a new project. */
export const TYPES_FOLDER = 'generated';

/** The first receiver of a new project. */
export const RECEIVER_FILE = 'src/receiver.ts';

/** The settings of the compiler of a new project. */
export const TSCONFIG_TEXT = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "types": ["node"],
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
`;

/**
 * A first receiver: an HTTP server that validates each notification. It compiles as soon as code has been generated.
 *
 * @param contract not there if the document has faults that have to be corrected first.
 */
export function receiverText(contract: Contract | undefined): string {
  const example = contract?.webhooks[0];
  const path = example ? commentText(example.path) : '';
  const about = example ? ` such as ${path} for ${commentText(example.eventType)}` : '';
  return `import { createServer } from 'node:http';
import { EVENT_TYPES, type Notification, registry } from '../${TYPES_FOLDER}/index.js';
import { validate } from '../${TYPES_FOLDER}/validators/index.js';

/** Called with each valid notification. Its event type is known here, and its payload has the type of that event type. */
async function handle(notification: Notification): Promise<void> {
  console.log(notification.eventType, notification.payload);
}

// Each event type is served at its path,${about || ' which the overlay can set'}. This server does not authenticate the sender.
const server = createServer(async (request, response) => {
  const path = request.url?.split('?')[0];
  const eventType = EVENT_TYPES.find((each) => registry[each].path === path);
  if (request.method === 'GET' || eventType === undefined) {
    response.writeHead(404).end();
    return;
  }
  let body: unknown;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    body = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    response.writeHead(400).end();
    return;
  }
  const result = validate(eventType, body);
  if (!result.valid) {
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(result.violations));
    return;
  }
  for (const { pointer, kind } of result.observations) console.warn(eventType, pointer, kind);
  await handle({ eventType, payload: result.payload } as Notification);
  response.writeHead(200).end();
});

server.listen(Number(process.env['PORT'] ?? 8080), () => console.log('listening', server.address()));
`;
}
