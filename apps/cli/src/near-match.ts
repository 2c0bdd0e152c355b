/**
 * The candidate that a mistyped word most likely means, regardless of case; `undefined` if none is near.
 *
 * A candidate is near if at most a third of the word, and at most 3 characters, must be changed, or if it is the only
 * one that begins with the word.
 */
export function nearMatch(word: string, candidates: readonly string[]): string | undefined {
  const searched = word.slice(0, MAX_WORD_CHARS).toUpperCase().replaceAll('-', '_');
  if (searched === '') return undefined;
  const beginning = candidates.filter((candidate) => candidate.toUpperCase().startsWith(searched));
  if (beginning.length === 1) return beginning[0];
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(searched, candidate.toUpperCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest && nearest.distance <= Math.min(3, searched.length / 3) ? nearest.candidate : undefined;
}

/** How many characters must be inserted, removed or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, character] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (character === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

// No candidate is longer.
const MAX_WORD_CHARS = 100;
