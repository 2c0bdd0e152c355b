/** Where the objects and lists of a JSON text begin. Lines are counted from 1. */
export interface JsonLines {
  /** The line of the first name of an object, or of the bracket of a list or of an empty object. */
  readonly lines: ReadonlyMap<object, number>;
  /** The first name that an object has twice; JSON.parse takes the last one of them. */
  readonly duplicate?: { readonly name: string; readonly line: number };
}

/**
 * Finds the lines of the objects in a JSON text, and names that an object has twice. A parser of YAML takes twenty times as long.
 *
 * @param text valid JSON.
 * @param root what JSON.parse has read of it. The lines are those of its objects.
 */
export function jsonLines(text: string, root: unknown): JsonLines {
  const lines = new Map<object, number>();
  const outer: Container[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    const container = outer.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') {
      const value = container ? memberOf(container) : root;
      if (isObject(value)) lines.set(value, line);
      outer.push(token === '{' ? { value, names: new Set() } : { value, index: 0 });
    } else if (token === '}' || token === ']') outer.pop();
    else if (container === undefined) continue;
    else if (token === ',') {
      if ('index' in container) container.index += 1;
      else container.name = undefined;
    } else if ('names' in container && container.name === undefined) {
      const name: string = JSON.parse(token);
      if (container.names.has(name)) return { lines, duplicate: { name, line } };
      if (container.names.size === 0 && isObject(container.value)) lines.set(container.value, line);
      container.names.add(name);
      container.name = name;
    }
  }
  return { lines };
}

/** An object, with the name that was read last if its value is next; or a list, with the index of what is next. */
type Container =
  | { readonly value: unknown; readonly names: Set<string>; name?: string | undefined }
  | { readonly value: unknown; index: number };

// What is between them is white space, colons, numbers, `true`, `false` and `null`.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],\n]/g;

function memberOf(container: Container): unknown {
  if (!isObject(container.value)) return undefined;
  const key = 'index' in container ? container.index : container.name;
  return key === undefined ? undefined : (container.value as Record<string | number, unknown>)[key];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
