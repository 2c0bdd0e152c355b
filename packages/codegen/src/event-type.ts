/**
 * Splits a name into its words, lower-cased: `RE_TOKEN_PRICES`, `reTokenPrices`, `re.token-prices` and
 * `Re token prices` all give `['re', 'token', 'prices']`.
 */
function words(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** `CUSTOMER_NOTIFICATION` → `customer-notification`: the file name of a webhook and, behind a `/`, its path. */
export function kebabCase(eventType: string): string {
  return words(eventType).join('-');
}

/** `CUSTOMER_NOTIFICATION` → `CustomerNotification`: the name of a payload that the contract leaves unnamed. */
export function pascalCase(eventType: string): string {
  return words(eventType)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The path at which a receiver serves an event type. It is derived, so that no contract has to say it twice. */
export function webhookPath(eventType: string): string {
  return `/${kebabCase(eventType)}`;
}
