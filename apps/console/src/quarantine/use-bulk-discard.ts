import { type Discarded, discardInParts } from '@partner-webhooks/admin-api/in-parts';
import { client, type Schemas } from '../api/client.ts';
import { useInParts } from './use-in-parts.ts';

/** What an operator has confirmed. */
interface Confirmed {
  /** How many bodies match. */
  readonly matched: number;
  /** Closed by the time of the count. */
  readonly filter: Schemas['QuarantineFilter'];
  readonly reason: string;
}

/** Discards rejected bodies in parts. */
export function useBulkDiscard() {
  return useInParts<Confirmed, Discarded>(({ matched, ...body }, options) => {
    const send = async (rest: { readonly limit?: number; readonly dryRun?: boolean }) => {
      const discarded = await client.POST('/api/quarantine/discard', { body: { ...body, ...rest } });
      if (!discarded.data) throw discarded.error;
      return discarded.data;
    };
    return discardInParts(matched, {
      ...options,
      discard: (limit) => send({ limit }),
      count: async () => (await send({ dryRun: true })).matched,
      // Thrown by `fetch`. A response that says no is an object of the contract.
      isLost: (error) => error instanceof TypeError,
      wait: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
    });
  });
}

const RETRY_MS = 1_000;
