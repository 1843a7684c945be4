import { MutationCache, QueryClient } from '@tanstack/react-query';
import { notifyFailure } from './notify.tsx';

/** The cache of everything the studio has told us; `system.events` says what to read again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1, refetchOnWindowFocus: false },
  },
  mutationCache: new MutationCache({ onError: (error) => notifyFailure(error) }),
});
