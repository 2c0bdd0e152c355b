import { queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
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

/** What validators say of a text that was typed a moment ago. */
export interface ValidatedText {
  /** The text that was validated. It is not always the latest: typing comes first. */
  readonly text: string;
  /** `undefined` without an event type of the contract, and until the validators are loaded. */
  readonly validation: Validation | undefined;
}

/** Validates a text as a body while it is typed, in the browser. */
export function useValidation(eventType: string | undefined, text: string): ValidatedText {
  const { data } = useQuery(validators);
  const known = knownEventType(eventType);
  const deferred = useDeferredValue(useDebounced(text));
  const validation = useMemo(() => {
    if (!data || known === undefined) return undefined;
    const result = data.parse(known, deferred);
    if (!result.valid)
      return { valid: false, reasons: result.violations.slice(0, MAX_REASONS), observations: [] };
    return { valid: true, reasons: [], observations: [...result.observations] };
  }, [data, known, deferred]);
  return { text: deferred, validation };
}

/** A text; a large one not before no key was pressed for a while: finding the faulty places in 1 MB takes 0.1 s. */
function useDebounced(text: string): string {
  const [debounced, setDebounced] = useState(text);
  const isLarge = text.length > AT_ONCE_CHARS;
  useEffect(() => {
    if (!isLarge) return;
    const timer = setTimeout(() => setDebounced(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text, isLarge]);
  return isLarge ? debounced : text;
}

const AT_ONCE_CHARS = 100_000;
const DEBOUNCE_MS = 300;
