import { useHotkeys } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FaceId } from '../../../main/contract/ids.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { studio } from '../../client/studio.ts';
import { Lightbox } from '../../components/Lightbox.tsx';
import { formatCount } from '../../format.ts';
import { FaceDetails } from './FaceDetails.tsx';
import { rateFaces } from './face-actions.ts';
import { ratingOfKey } from './use-rating-keys.ts';

interface Props {
  ids: readonly FaceId[];
  index: number;
  onIndex: (index: number) => void;
  onClose: () => void;
}

/** A generated face, large, beside everything that is known of it; keys 0 to 5 rate it. */
export function FaceLightbox({ ids, index, onIndex, onClose }: Props) {
  // After a face was removed, the next one has its place, or the last when there is none.
  const place = Math.min(index, ids.length - 1);
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
  useHotkeys(
    [0, 1, 2, 3, 4, 5].map((key) => [String(key), () => id && void rateFaces([id], ratingOfKey(key))]),
  );
  if (!id) return null;
  return (
    <Lightbox
      title={`Face ${formatCount(place + 1)} of ${formatCount(ids.length)}`}
      src={mediaPath.face(id)}
      isPixelated={(face?.size ?? 0) < 128}
      index={place}
      count={ids.length}
      onIndex={onIndex}
      onClose={onClose}
      beside={<FaceDetails key={id} id={id} face={face} />}
    />
  );
}
