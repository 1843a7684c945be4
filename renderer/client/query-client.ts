import { MutationCache, QueryClient } from '@tanstack/react-query';
import { notifyFailure } from './notify.tsx';

/** The `meta` of a mutation whose failure stands where it was asked for, and needs no notice of its own. */
export const toldInPlace = {};

/** The cache of everything the studio has told us; `system.events` says what to read again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1, refetchOnWindowFocus: false },
  },
  mutationCache: new MutationCache({
    onError: (error, _input, _result, { meta }) => {
      if (meta !== toldInPlace) notifyFailure(error);
    },
  }),
});
