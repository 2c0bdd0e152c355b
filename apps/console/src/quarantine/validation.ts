import { queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { knownEventType } from './event-type.ts';

/** What validators say of a body. */
export type Validation = Pick<Schemas['Validation'], 'valid' | 'reasons' | 'observations'>;

/** The number of reasons that are shown: one mistake in a long list makes thousands. */
export const MAX_REASONS = 100;

// The validators of the receiver. They are loaded when the first body is shown.
const validators = queryOptions({
  queryKey: ['validators'],
  queryFn: () => import('@partner-webhooks/types/parse'),
  staleTime: Number.POSITIVE_INFINITY,
});

/**
 * Validates a text as a body while it is typed, in the browser. `undefined` without an event type of the contract, and until the
 * validators are loaded.
 */
export function useValidation(eventType: string | undefined, text: string): Validation | undefined {
  const { data } = useQuery(validators);
  const known = knownEventType(eventType);
  // Typing comes first: a large body is validated when no key is waiting.
  const deferred = useDeferredValue(text);
  return useMemo(() => {
    if (!data || known === undefined) return undefined;
    const result = data.parse(known, deferred);
    if (!result.valid)
      return { valid: false, reasons: result.violations.slice(0, MAX_REASONS), observations: [] };
    return { valid: true, reasons: [], observations: [...result.observations] };
  }, [data, known, deferred]);
}
