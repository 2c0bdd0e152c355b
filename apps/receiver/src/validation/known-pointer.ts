import { propertyNames } from '@partner-webhooks/request';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { knownPointer as knownPointerBy } from '@partner-webhooks/types/request';

/** The part of a JSON Pointer into a body before the first name that the contract does not have. */
export function knownPointer(pointer: string): string {
  return knownPointerBy(pointer, CONTRACT_NAMES);
}

/** The names of properties that no sender chose. */
export const CONTRACT_NAMES: ReadonlySet<string> = propertyNames(contract.components.schemas);
