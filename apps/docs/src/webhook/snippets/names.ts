/** `TRANSFER_NOTIFICATION` is `TransferNotification`. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The name of a class: that begins with a letter, and `fallback` is before what does not. */
export function className(name: string, fallback: string): string {
  const words = pascalCase(name);
  return /^[A-Z]/.test(words) ? words : fallback + words;
}

/** `transferId` is `transfer_id`. */
export function snakeCase(name: string): string {
  return wordsOf(name).join('_');
}

/** `transferId` is `transfer id`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

/** A text on one line, for a comment. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
}
