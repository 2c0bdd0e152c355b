import { hash } from 'node:crypto';

/** Statements that the server keeps, with their plans. */
export interface PreparedStatements {
  /** What runs a statement on a connection, with its name if the server keeps it. */
  statement(
    text: string,
    values: readonly unknown[],
  ): { readonly name?: string; readonly text: string; readonly values: unknown[] };
  readonly isPreparing: boolean;
  /** From now on the server keeps none. */
  stop(): void;
}

/** @param prepares whether the server keeps any. */
export function createPreparedStatements(prepares: boolean): PreparedStatements {
  const names = new Map<string, string>();
  let isPreparing = prepares;
  return {
    statement(text, values) {
      if (!isPreparing || values.length === 0) return { text, values: [...values] };
      const name = names.get(text) ?? nameOf(text);
      names.set(text, name);
      return { name, text, values: [...values] };
    },
    get isPreparing() {
      return isPreparing;
    },
    stop() {
      isPreparing = false;
    },
  };
}

/** A pooler may lead to a session in which another process has prepared statements: the same name is the same text. */
function nameOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
