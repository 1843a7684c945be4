import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Face } from '../../../main/contract/faces.ts';
import { studio } from '../../client/studio.ts';

const pageSize = 500;

/** All saved faces, newest first, read page by page; `faces` is undefined until the first page is there. */
export function useSavedFaces(): { faces: readonly Face[] | undefined; error: Error | null } {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
    studio.faces.list.infiniteOptions({
      input: (offset: number) => ({ offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: ({ total }, pages) => {
        const known = pages.reduce((sum, { faces }) => sum + faces.length, 0);
        return known < total && pages.at(-1)?.faces.length ? known : undefined;
      },
    }),
  );
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const faces = useMemo(() => data?.pages.flatMap((page) => page.faces), [data]);
  return { faces, error };
}
