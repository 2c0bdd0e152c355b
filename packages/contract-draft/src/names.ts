// Named as codegen names things. Codegen is a program of the build, which nothing at run time may import; a test
// compares the two.

/** `FUND_NOTIFICATION` → `fund-notification`: the file of a webhook. */
export function fileNameOf(eventType: string): string {
  return wordsOf(eventType).join('-').toLowerCase();
}

/** `FUND_NOTIFICATION` → `FundNotification`: the schema of a payload. */
export function schemaNameOf(eventType: string): string {
  return wordsOf(eventType)
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}

/** `FUND_NOTIFICATION` → `Fund`: what names of schemas that belong to an event type begin with. */
export function stemOf(payloadSchema: string): string {
  return payloadSchema.replace(/(?<=.)Notification$/, '');
}

/**
 * The name for the values of a property: `('TransferNotification', ['validationError', 'errorType'])` →
 * `TransferValidationErrorType`. Words that the end of one name and the beginning of the next share stand once.
 */
export function enumNameOf(payloadSchema: string, properties: readonly string[]): string {
  return properties
    .map(wordsOf)
    .reduce(joined, wordsOf(stemOf(payloadSchema)))
    .join('');
}

/** Whether a key can be an event type, as the lint rules demand it. */
export function isEventType(key: string): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(key);
}

function joined(names: readonly string[], next: readonly string[]): string[] {
  const shared = next.findLastIndex(
    (_, end) => names.slice(-end - 1).join() === next.slice(0, end + 1).join(),
  );
  return [...names, ...next.slice(shared + 1)];
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
}
