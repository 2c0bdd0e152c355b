import type { Contract, Webhook } from '../contract.ts';
import { kebabCase, pascalCase } from '../event-type.ts';
import { type OutputFile, script } from '../output.ts';

/**
 * The table of handlers. Each handler is a file in the folder of handlers.
 *
 * @param folder the folder of the handlers, relative to the generated file: `../handlers`.
 */
export function handlerTable(contract: Contract, folder: string): OutputFile {
  const { webhooks } = contract;
  const imports = webhooks.map(
    ({ eventType }) => `import { ${handlerName(eventType)} } from '${folder}/${kebabCase(eventType)}.ts';`,
  );
  const entries = webhooks.map(
    ({ eventType }) => `  ${JSON.stringify(eventType)}: ${handlerName(eventType)},`,
  );
  return script(
    contract,
    'handlers.ts',
    `
import type { Handlers } from '${folder}/handler.ts';
${imports.sort().join('\n')}

/** The handler of each event type. */
export const handlers: Handlers = {
${entries.join('\n')}
};
`,
  );
}

/**
 * The first draft of a handler. It does not compile until it is implemented: `unwritten` takes a text that says what to do, so
 * the compiler prints that text as long as the draft passes the notification to it.
 *
 * @param folder the folder of the handlers, for that text: `src/handlers`.
 */
export function handlerScaffold({ eventType, path, summary }: Webhook, folder: string): OutputFile {
  const file = `${kebabCase(eventType)}.ts`;
  return {
    path: file,
    content: `import { type Handler, unwritten } from './handler.ts';

/** ${summary}: notifications of event type \`${eventType}\`, received at \`${path}\`. */
export const ${handlerName(eventType)}: Handler<'${eventType}'> = async (notification, _context) => {
  unwritten<'Write the handler of ${eventType} in ${folder}/${file}'>(notification);
};
`,
  };
}

function handlerName(eventType: string): string {
  return `handle${pascalCase(eventType)}`;
}
