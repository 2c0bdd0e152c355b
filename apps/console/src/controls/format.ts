const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A duration in words, in its two largest units: `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return seconds === 0 ? '0 s' : '< 1 s';
  let rest = Math.floor(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    if (rest < size && parts.length === 0) continue;
    if (parts.length === 2) break;
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${unit}`);
    rest %= size;
  }
  if (parts.length < 2 && seconds < 3_600 && rest > 0) parts.push(`${rest} s`);
  return parts.join(' ');
}

/** Milliseconds, or seconds from 1,000 on. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** A number with the separators of English. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** A size in bytes, from 1,000 on in the decimal unit that keeps the number small. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A number with its noun: `1 notification`, `2 notifications`. @param more the plural, if it is irregular. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

/** The beginning of a text that is one line of a list. The whole is where the list leads to. */
export function shortened(text: string): string {
  return text.length > LISTED_CHARS ? `${text.slice(0, LISTED_CHARS)}…` : text;
}

const LISTED_CHARS = 120;
