const SCREAMING_SNAKE_CASE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Whether a key under `webhooks` can be an event type: `RE_TOKEN_PRICES`. */
export function isEventType(key: string): boolean {
  return SCREAMING_SNAKE_CASE.test(key);
}
