import { capitalize, splitName } from '@partner-webhooks/codegen/event-type';

/** `FundNotification` → `Fund`: the beginning of the names of schemas that belong to an event type. */
export function stemOf(payloadSchema: string): string {
  return payloadSchema.replace(/(?<=.)Notification$/, '');
}

/**
 * The name of the schema with the values of a property: `('TransferNotification', ['validationError', 'errorType'])` →
 * `TransferValidationErrorType`. What the end of one name and the beginning of the next share is written once.
 */
export function enumNameOf(payloadSchema: string, properties: readonly string[]): string {
  return properties
    .map(partsOf)
    .reduce(joined, partsOf(stemOf(payloadSchema)))
    .join('');
}

/** The name of the schema of a part: `('FundNotification', 'holder_v2')` → `FundHolderV2`. */
export function partNameOf(payloadSchema: string, part: string): string {
  const stem = stemOf(payloadSchema);
  const name = partsOf(part).join('');
  return name.startsWith(stem) && name !== payloadSchema ? name : `${stem}${name}`;
}

function joined(names: readonly string[], next: readonly string[]): string[] {
  const shared = next.findLastIndex(
    (_, end) => names.slice(-end - 1).join() === next.slice(0, end + 1).join(),
  );
  return [...names, ...next.slice(shared + 1)];
}

// OpenAPI allows only ASCII letters and digits in the name of a component.
function partsOf(name: string): string[] {
  return splitName(name.replace(/[^A-Za-z0-9]+/g, ' ')).map(capitalize);
}
