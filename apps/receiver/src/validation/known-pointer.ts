import { knownPointer as knownPointerBy, propertyNames } from '@partner-webhooks/request';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** The part of a JSON Pointer into a body before the first name that the contract does not have. */
export function knownPointer(pointer: string): string {
  return knownPointerBy(pointer, CONTRACT_NAMES);
}

const CONTRACT_NAMES = propertyNames(contract.components.schemas);
