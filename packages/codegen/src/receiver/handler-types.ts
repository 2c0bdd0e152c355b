import type { OutputFile } from '../output.ts';

/** The module that drafts of handlers and the table of handlers import, in the folder of the handlers. */
export const HANDLER_TYPES = 'handler.ts';

/**
 * The first draft of that module, for a project that has none: what a handler is, and what the body of a draft calls.
 *
 * @param types the module of the generated types, relative to the folder of the handlers: `../generated/index.js`.
 */
export function handlerTypes(types: string): OutputFile {
  return {
    path: HANDLER_TYPES,
    content: `import type { EventType, Notification } from ${JSON.stringify(types).replaceAll('"', "'")};

/** Handles the notifications of one event type. Replace \`unknown\` by the type of what your handlers need. */
export type Handler<E extends EventType> = (notification: Notification<E>, context: unknown) => Promise<void>;

/** A handler for every event type: a missing one does not compile. */
export type Handlers = { readonly [E in EventType]: Handler<E> };

/** The body of a drafted handler. It does not compile, and the compiler prints \`Todo\`: what to do. */
export function unwritten<Todo extends string>(_notification: Todo): never {
  throw new Error('the handler of this event type is not implemented');
}
`,
  };
}
