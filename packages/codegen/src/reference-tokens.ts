import { parsePointer } from './validators/runtime/json-pointer.ts';

/**
 * The tokens of the JSON Pointer in the fragment of a reference, percent-decoded and unescaped. A percent sign that encodes
 * nothing stands for itself, as many documents write it.
 *
 * @example referenceTokens('#/components/schemas/100%') // ['components', 'schemas', '100%']
 */
export function referenceTokens($ref: string): string[] {
  const [, ...tokens] = $ref.split('/');
  // Decoded first: `%7E1` is a slash, too.
  return tokens.map((token) => parsePointer(`/${percentDecoded(token)}`)[0] ?? '');
}

function percentDecoded(token: string): string {
  try {
    // A slash that is encoded is one of the name.
    return decodeURIComponent(token).replaceAll('/', '~1');
  } catch {
    return token;
  }
}
