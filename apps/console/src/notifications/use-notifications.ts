import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import type { NotificationSearch } from './search.ts';

/** The notifications of a search, page by page. */
export function useNotifications(search: NotificationSearch) {
  return useInfiniteQuery({
    queryKey: ['notifications', search],
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { ...search, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const { data, error } = await client.GET('/api/notifications', { params: { query }, signal });
      if (!data) throw error;
      return data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // A list that is read must not move: what is new is offered, not inserted.
    staleTime: Number.POSITIVE_INFINITY,
    // Who comes back to the list sees what has become of it.
    gcTime: 0,
    // It would compare all pages at each new one.
    structuralSharing: false,
  });
}

const PAGE_SIZE = 200;
