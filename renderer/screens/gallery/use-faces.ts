import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Face } from '../../../main/contract/faces.ts';
import { studio } from '../../client/studio.ts';

const pageSize = 500;

/** All faces of the gallery, newest first, read page by page; undefined until the first page is there. */
export function useFaces(): readonly Face[] | undefined {
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
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
  return useMemo(() => data?.pages.flatMap(({ faces }) => faces), [data]);
}
