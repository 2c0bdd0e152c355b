import type { Violation } from '@partner-webhooks/codegen';
import { formatPointer, parsePointer } from '@partner-webhooks/types/json-pointer';
import { knownPointer } from '@partner-webhooks/types/request';

/**
 * A JSON Pointer into a body for reports: with `*` for every index, and only up to the first name that a sender chose.
 *
 * @param names those of the contracts.
 */
export function placeOf(pointer: string, names: ReadonlySet<string>): string {
  const known = parsePointer(knownPointer(pointer, names));
  return formatPointer(known.map((token) => (/^\d+$/.test(token) ? '*' : token)));
}

/** The place of a violation, and its rule as the contract has it. */
export function ruleOf(
  { pointer, code, parameter }: Violation,
  names: ReadonlySet<string>,
): { readonly pointer: string; readonly rule: string } {
  if (parameter !== undefined && MISSING.has(code)) {
    // The contract names the property, even if it does not describe it.
    const around = formatPointer(parsePointer(pointer).slice(0, -1));
    return { pointer: placeOf(around, names) + formatPointer([parameter]), rule: code };
  }
  const place = placeOf(pointer, names);
  return {
    pointer: place,
    rule: parameter === undefined || NAMED_BY_SENDER.has(code) ? code : `${code} ${parameter}`,
  };
}

const MISSING: ReadonlySet<string> = new Set(['required', 'dependentRequired', 'dependencies']);

// The parameter is the name of a property that the sender chose.
const NAMED_BY_SENDER: ReadonlySet<string> = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
]);
