import { payloadsOf, seenValues } from '@partner-webhooks/observed';
import { queryOptions } from '@tanstack/react-query';
import { client, type Schemas } from '../api/client.ts';

/** Values of a new property, from notifications that are still stored. Three at most. */
export function samplesQuery(observation: Schemas['Observation']) {
  const { eventType, pointer, lastSeen } = observation;
  return queryOptions({
    queryKey: ['samples', eventType, pointer, lastSeen],
    queryFn: async ({ signal }) => {
      const payloads = payloadsOf(observation, async (query) => {
        const { data, error } = await client.GET('/api/notifications', { params: { query }, signal });
        if (!data) throw error;
        return data.items;
      });
      return await seenValues(payloads, pointer, SAMPLES);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const SAMPLES = 3;
