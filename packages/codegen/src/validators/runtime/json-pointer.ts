// Runs in the generated package and in the generator: it is bundled into the validators and must import nothing.

/** A name of a property or an index of an array, as it stands in a document. */
export type PointerToken = string | number;

/**
 * Escapes one token of a JSON Pointer (RFC 6901, section 3).
 *
 * @example escapeToken('application/json') // 'application~1json'
 */
export function escapeToken(token: PointerToken): string {
  return String(token).replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * The JSON Pointer with these tokens; `''`, the whole document, without any.
 *
 * @example formatPointer(['items', 0, 'a/b']) // '/items/0/a~1b'
 */
export function formatPointer(tokens: readonly PointerToken[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join('');
}

/**
 * The tokens of a JSON Pointer, unescaped. The text before its first `/` is ignored, so a fragment without
 * percent-encoding can be passed with its `#`.
 *
 * @example parsePointer('/items/0/a~1b') // ['items', '0', 'a/b']
 */
export function parsePointer(pointer: string): string[] {
  const [, ...tokens] = pointer.split('/');
  return tokens.map(unescapeToken);
}

/**
 * The tokens of a JSON Pointer in a URI fragment (RFC 6901, section 6), percent-decoded and unescaped.
 *
 * @throws URIError if the percent-encoding is invalid.
 * @example parseFragment('#/components/schemas/a%20b') // ['components', 'schemas', 'a b']
 */
export function parseFragment(fragment: string): string[] {
  const [, ...tokens] = fragment.split('/');
  return tokens.map((token) => unescapeToken(decodeURIComponent(token)));
}

/** The value at a JSON Pointer, given by its tokens; `undefined` if the document has none. */
export function valueAt(document: unknown, tokens: readonly PointerToken[]): unknown {
  return tokens.reduce<unknown>(
    (value, token) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, token)
        ? (value as Readonly<Record<PointerToken, unknown>>)[token]
        : undefined,
    document,
  );
}

// `~1` first: `~01` stands for `~1`, not for `/`.
function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
