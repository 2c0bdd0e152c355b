import { QueryClient } from '@tanstack/react-query';

/** What has been loaded. An error shows at once, with a button to try again. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 2_000 } },
});
