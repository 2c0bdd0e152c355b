import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type FoundGaps, findGaps, type GapsProgress } from './find-gaps.ts';
import type { GapsSearch } from './search.ts';

/** The search for gaps: it begins by a click, and is kept for as long as an operator looks at what it has found. */
export function useGaps({ kind: _kind, ...search }: GapsSearch) {
  const [progress, setProgress] = useState<GapsProgress>();
  const [isCancelled, setCancelled] = useState(false);
  const cache = useQueryClient();
  const queryKey = ['gaps', search];
  const { data, error, isFetching, refetch } = useQuery<FoundGaps>({
    queryKey,
    // Leaving the page ends it, too.
    queryFn: ({ signal }) => findGaps(search, signal, setProgress),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: CACHE_MS,
  });
  return {
    found: data,
    error,
    isRunning: isFetching,
    isCancelled: isCancelled && !isFetching,
    progress,
    start() {
      setCancelled(false);
      setProgress(undefined);
      void refetch();
    },
    cancel() {
      setCancelled(true);
      void cache.cancelQueries({ queryKey });
    },
  };
}

const CACHE_MS = 30 * 60_000;
