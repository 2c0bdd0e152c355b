import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import type { QuarantineSearch } from './search.ts';

/** The rejected bodies of a search, page by page. */
export function useQuarantine(search: QuarantineSearch) {
  return useInfiniteQuery({
    queryKey: ['quarantine', search],
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { ...search, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const { data, error } = await client.GET('/api/quarantine', { params: { query }, signal });
      if (!data) throw error;
      return data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What was replayed or discarded on another page is gone. But a list that is read must not move: what is new is offered.
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

const PAGE_SIZE = 100;
