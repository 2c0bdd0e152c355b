/**
 * Names that must differ, whatever compares them: a language that minds case, a file system that does not, and one that
 * normalises Unicode.
 */
export class Names {
  readonly #taken: Set<string>;

  /** @param reserved names that are never given. */
  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set([...reserved].map(folded));
  }

  has(name: string): boolean {
    return this.#taken.has(folded(name));
  }

  /** The preferred name or, if it is taken, the name with the first free number behind it, from 2. */
  take(preferred: string, separator = ''): string {
    let name = preferred;
    for (let number = 2; this.has(name); number += 1) name = `${preferred}${separator}${number}`;
    this.#taken.add(folded(name));
    return name;
  }
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Names of modules that generated code, handlers or Windows use for something else. */
export const RESERVED_MODULES: readonly string[] = [
  'index',
  'internal',
  'handler',
  'services',
  'error-response',
  ...['con', 'prn', 'aux', 'nul', 'conin$', 'conout$'],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((number) => [`com${number}`, `lpt${number}`]),
];
