import type { StoredBodies } from '@partner-webhooks/inbox';
import { type Counts, createImpactCounter } from './impact-counter.ts';
import { createStoredValidator, type StoredValidatorOptions } from './validate-stored.ts';

/** Validates every stored body against two editions of the contract, one after the other. */
export async function measureImpact(
  bodies: StoredBodies,
  options: StoredValidatorOptions,
  { since, onValidated }: { readonly since?: Date | undefined; readonly onValidated: () => void },
): Promise<Counts> {
  const validate = createStoredValidator(options);
  const counter = createImpactCounter(options);
  for await (const item of bodies.items(since)) {
    counter.add(item, await validate(item));
    onValidated();
  }
  return counter.counts();
}
