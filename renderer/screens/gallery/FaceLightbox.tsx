import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FaceId } from '../../../main/contract/ids.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { studio } from '../../client/studio.ts';
import { useKeys } from '../../commands/use-keys.ts';
import { Lightbox } from '../../components/Lightbox.tsx';
import { formatCount } from '../../format.ts';
import { FaceDetails } from './FaceDetails.tsx';
import { rateFaces } from './face-actions.ts';
import { ratingOfKey } from './use-rating-keys.ts';

interface Props {
  ids: readonly FaceId[];
  /** Place of the face to begin with. */
  start: number;
  onClose: () => void;
}

/** A generated face, large, beside everything that is known of it; keys 0 to 5 rate it. */
export function FaceLightbox({ ids, start, onClose }: Props) {
  const [shown, setShown] = useState({ id: ids[start], place: start });
  // A face that was rated may have moved; one that was removed leaves its place to the next, or to the last.
  const moved = shown.id === undefined ? -1 : ids.indexOf(shown.id);
  const place = moved >= 0 ? moved : Math.min(shown.place, ids.length - 1);
  const id = ids[place];
  const found = useQuery(
    studio.faces.get.queryOptions({
      input: { ids: id ? [id] : [] },
      enabled: id !== undefined,
      placeholderData: keepPreviousData,
      select: ([face]) => face,
    }),
  ).data;
  const face = found?.id === id ? found : undefined;
  useKeys([0, 1, 2, 3, 4, 5].map((key) => [String(key), () => id && void rateFaces([id], ratingOfKey(key))]));
  if (!id) return null;
  return (
    <Lightbox
      title={`Face ${formatCount(place + 1)} of ${formatCount(ids.length)}`}
      src={mediaPath.face(id)}
      isPixelated={(face?.size ?? 0) < 128}
      index={place}
      count={ids.length}
      onIndex={(next) => setShown({ id: ids[next], place: next })}
      onClose={onClose}
      beside={<FaceDetails key={id} id={id} face={face} />}
    />
  );
}
