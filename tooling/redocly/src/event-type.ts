const SCREAMING_SNAKE_CASE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Whether a key under `webhooks` can be an event type: `RE_TOKEN_PRICES`. */
export function isEventType(key: string): boolean {
  return SCREAMING_SNAKE_CASE.test(key);
}

/** `RE_TOKEN_PRICES` → `re-token-prices`, as in file names and paths. */
export function kebabCase(eventType: string): string {
  return eventType.toLowerCase().replaceAll('_', '-');
}

/** `RE_TOKEN_PRICES` → `ReTokenPrices`, as in operation ids. */
export function pascalCase(eventType: string): string {
  return eventType
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}
