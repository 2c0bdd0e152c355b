/** The folder of generated files in a new project. */
export const TYPES_FOLDER = 'generated';

/** The first receiver of a new project. */
export const RECEIVER_FILE = 'src/receiver.ts';

/** What the compiler makes of it. */
export const COMPILED_RECEIVER_FILE = 'dist/receiver.js';

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
 * A first receiver: an HTTP server that validates each notification. It compiles as soon as code has been generated, whatever
 * is decided about the document until then, so it names no event type.
 *
 * @param isModule whether the project consists of ES modules. Otherwise it loads the generated modules for CommonJS.
 */
export function receiverText(isModule: boolean): string {
  const extension = isModule ? 'js' : 'cjs';
  return `import { createServer } from 'node:http';
import type { Notification } from '../${TYPES_FOLDER}/index.${extension}';
import { parseRequest } from '../${TYPES_FOLDER}/parse.${extension}';

/**
 * Called with each valid notification. The event type says the type of the payload: see \`match\` in the generated index, which
 * calls a function for each event type.
 */
async function handle(notification: Notification): Promise<void> {
  console.log(notification.eventType, notification.payload);
}

// Serves each event type at its path. It does not authenticate the sender: add that before you publish it.
const server = createServer(async (request, response) => {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url: path = '/', headers } = request;
    const result = parseRequest({ path, headers, body: Buffer.concat(chunks) });
    if (!result.valid) {
      response.writeHead(result.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(result.errorMessage));
      return;
    }
    // What the document does not know yet: a new property, a new value.
    for (const { kind, pointer } of result.observations) console.warn(kind, pointer);
    await handle(result.notification);
    response.writeHead(200).end();
  } catch (error) {
    console.error(error);
    // The sender sends it again.
    response.writeHead(503).end();
  }
});

server.listen(Number(process.env['PORT'] ?? 8080), () => console.log('Listening:', server.address()));
`;
}
