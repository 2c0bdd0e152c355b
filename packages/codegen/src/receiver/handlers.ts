import type { Contract } from '../contract.ts';
import { commentText, type OutputFile, objectLiteral, script } from '../output.ts';
import type { Webhook } from '../webhook.ts';

/**
 * The table of handlers. Each handler is a file in the folder of handlers.
 *
 * @param folder the folder of the handlers, relative to the generated file: `../handlers`.
 */
export function handlerTable(contract: Contract, folder: string): OutputFile {
  const { webhooks } = contract;
  const imports = webhooks.map(
    (webhook) => `import { ${handlerName(webhook)} } from '${folder}/${webhook.module}.ts';`,
  );
  const entries = webhooks.map((webhook) => [webhook.eventType, handlerName(webhook)] as const);
  return script(
    contract,
    'handlers.ts',
    `
import type { Handlers } from '${folder}/handler.ts';
${imports.sort().join('\n')}

/** The handler of each event type. */
export const handlers: Handlers = ${objectLiteral(entries)};
`,
  );
}

/**
 * The first draft of a handler. It does not compile until it is implemented: `unwritten` takes a text that says what to do, so
 * the compiler prints that text as long as the draft passes the notification to it.
 *
 * @param folder the folder of the handlers, for that text: `src/handlers`.
 */
export function handlerScaffold(webhook: Webhook, folder: string): OutputFile {
  const { eventType, path, summary, module } = webhook;
  const file = `${module}.ts`;
  const what = `${summary}: notifications of event type \`${eventType}\`, received at \`${path}\`.`;
  return {
    path: file,
    content: `import { type Handler, unwritten } from './handler.ts';

/** ${commentText(what)} */
export const ${handlerName(webhook)}: Handler<${quoted(eventType)}> = async (notification, _context) => {
  unwritten<${quoted(`Write the handler of ${eventType} in ${folder}/${file}`)}>(notification);
};
`,
  };
}

function handlerName({ name }: Webhook): string {
  return `handle${name}`;
}

/** A string literal, in single quotes if nothing has to be escaped. */
function quoted(text: string): string {
  return /^[\w .:/-]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
