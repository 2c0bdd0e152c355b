import { QueryClient } from '@tanstack/react-query';

/** What has been loaded. An error shows at once, with a button to try again. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 2_000 } },
});

/** Options of a count that an operator confirms: what is asked about does not change while it is read. */
export const COUNTED_ONCE = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };
