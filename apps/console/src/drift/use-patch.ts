import { type Addition, additionFor, overlayOf } from '@partner-webhooks/observed';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { contractQuery } from '../contract/contract.ts';
import { samplesQuery } from './samples.ts';

/** An overlay that adds what was observed to the contract, and what it leaves out. */
export interface Patch {
  readonly text: string | undefined;
  readonly leftOut: readonly {
    readonly eventType: string;
    readonly pointer: string;
    readonly reason: string;
  }[];
}

/** Writes the patch of observations, oldest first, so that the contract grows in the order in which the platform does. */
export function usePatch(
  name: string,
  observations: readonly Schemas['Observation'][],
  options: { readonly enabled: boolean },
) {
  const cache = useQueryClient();
  return useQuery({
    queryKey: ['patch', name, observations.map(({ lastSeen, pointer, value }) => [lastSeen, pointer, value])],
    queryFn: async (): Promise<Patch> => {
      const contract = await cache.query(contractQuery);
      const additions: Addition[] = [];
      const leftOut: { eventType: string; pointer: string; reason: string }[] = [];
      for (const observation of observations.toSorted(
        (a, b) => Date.parse(a.firstSeen) - Date.parse(b.firstSeen),
      )) {
        const { eventType, pointer } = observation;
        const addition = await additionFor(
          observation,
          async () => (await cache.query(samplesQuery(observation)))[0],
        );
        if (typeof addition === 'string') leftOut.push({ eventType, pointer, reason: addition });
        else additions.push(addition);
      }
      const overlay = overlayOf(contract, additions);
      const rejected = overlay.leftOut.map(({ addition: { eventType, pointer }, reason }) => ({
        ...{ eventType, pointer, reason },
      }));
      return { text: overlay.text, leftOut: [...leftOut, ...rejected] };
    },
    staleTime: Number.POSITIVE_INFINITY,
    ...options,
  });
}
