import { type Replayed, replayInParts } from '@partner-webhooks/admin-api/in-parts';
import { client, type Schemas } from '../api/client.ts';
import { useInParts } from './use-in-parts.ts';

type Closed = Schemas['QuarantineFilter'] & { readonly receivedTo: string };

/** Replays rejected bodies in parts. */
export function useBulkReplay(as: string | undefined) {
  return useInParts<Closed, Replayed>((filter, options) =>
    replayInParts(filter, {
      ...options,
      async list(part, limit) {
        const query = { ...part, order: 'oldest', limit } as const;
        const found = await client.GET('/api/quarantine', { params: { query } });
        if (!found.data) throw found.error;
        return found.data.items;
      },
      async replay(part) {
        const body = { filter: part, ...(as !== undefined && { eventType: as }) };
        const replayed = await client.POST('/api/quarantine/replay', { body });
        if (!replayed.data) throw replayed.error;
        return replayed.data;
      },
    }),
  );
}
