import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Face, FaceSelection } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { studio } from '../../client/studio.ts';

/** Ids of the saved faces that a search finds, in order; undefined until they are there. */
export function useSavedFaces(selection: FaceSelection): { ids: FaceId[] | undefined; error: Error | null } {
  const { data, error } = useQuery(
    studio.faces.select.queryOptions({ input: selection, placeholderData: keepPreviousData }),
  );
  return { ids: data?.ids, error };
}

const pageSize = 200;

/** One of them, read with its page; undefined until that is there. */
export function useSavedFace(selection: FaceSelection, place: number): Face | undefined {
  const offset = Math.floor(place / pageSize) * pageSize;
  return useQuery(
    studio.faces.list.queryOptions({
      input: { ...selection, offset, limit: pageSize },
      placeholderData: keepPreviousData,
      select: ({ faces }) => faces[place - offset],
    }),
  ).data;
}

/** How many faces are saved; undefined until it is known. */
export const useSavedCount = (): number | undefined =>
  useQuery(studio.faces.list.queryOptions({ input: { limit: 1 }, select: ({ total }) => total })).data;
