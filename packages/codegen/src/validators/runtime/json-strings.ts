// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

/** The index of the quote that ends a string, or the end of the text. */
export function endOfString(text: string, start: number): number {
  // Most of a large body is inside of strings, and most of those have nothing escaped: `indexOf` is ten times as fast as a look at
  // each character.
  const first = text.indexOf('"', start + 1);
  if (first < 0) return text.length;
  if (!isEscaped(text, first)) return first;
  for (let index = first + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index += 1;
  }
  return text.length;
}

/** Whether an odd number of backslashes is in front. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (index - first) % 2 === 1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
