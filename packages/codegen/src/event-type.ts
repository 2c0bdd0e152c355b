/** The names of event types as the contract writes them: SCREAMING_SNAKE_CASE. For use within a longer pattern. */
export const EVENT_TYPE_NAME: RegExp = /[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/;

const WHOLE_NAME = new RegExp(`^${EVENT_TYPE_NAME.source}$`);

/** Whether a key can be an event type of the contract: `RE_TOKEN_PRICES`. Other contracts may have other names. */
export function isEventTypeName(key: string): boolean {
  return WHOLE_NAME.test(key);
}

/**
 * Splits a name at separators and before capitals: `RE_TOKEN_PRICES` → `['RE', 'TOKEN', 'PRICES']`. A pictograph is a word,
 * written as its code point: `🎉` → `['u1f389']`.
 */
export function splitName(name: string): string[] {
  return name
    .replace(/\p{Extended_Pictographic}/gu, (symbol) => ` u${symbol.codePointAt(0)?.toString(16)} `)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** `CUSTOMER_NOTIFICATION` → `customer-notification`: the file name of a webhook and, behind a `/`, its path. */
export function kebabCase(eventType: string): string {
  return splitName(eventType).join('-').toLowerCase();
}

/** `CUSTOMER_NOTIFICATION` → `CustomerNotification`: the name of a payload that the contract leaves unnamed. */
export function pascalCase(eventType: string): string {
  return splitName(eventType)
    .map((word) => capitalize(word.toLowerCase()))
    .join('');
}

/** `fundStatus` → `FundStatus`. */
export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The path at which a receiver serves an event type. It is derived, so that no contract has to say it twice. */
export function webhookPath(eventType: string): string {
  return `/${kebabCase(eventType)}`;
}

/**
 * The event type of a path: `/customer-notification` → `CUSTOMER_NOTIFICATION`. The inverse of {@link webhookPath} for names
 * in which no digit is followed by a letter.
 */
export function eventTypeOfPath(path: string): string {
  return splitName(path).join('_').toUpperCase();
}
