import type { FaceId } from '../../../main/contract/ids.ts';
import { useKeys } from '../../commands/use-keys.ts';

/** `null` for 0: no rating. */
export const ratingOfKey = (key: number): number | null => (key === 0 ? null : key);

/** Keys 0 to 5 rate the chosen faces or, when none is chosen, the one that has the focus. */
export function useRatingKeys(
  order: readonly FaceId[],
  chosen: ReadonlySet<FaceId>,
  rate: (ids: FaceId[], rating: number | null) => void,
  isOn: boolean,
): void {
  const press = (key: number) => {
    const ids = chosen.size > 0 ? [...chosen] : focusedFace(order);
    if (isOn && ids.length > 0) rate(ids, ratingOfKey(key));
  };
  useKeys([0, 1, 2, 3, 4, 5].map((key) => [String(key), () => press(key)]));
}

/** The face of the grid that has the focus. */
function focusedFace(order: readonly FaceId[]): FaceId[] {
  const tile = document.activeElement?.closest<HTMLElement>('[data-index]');
  const id = tile ? order[Number(tile.dataset['index'])] : undefined;
  return id === undefined ? [] : [id];
}
