import { IconBookmarkFilled, IconCopy, IconStarFilled } from '@tabler/icons-react';
import type { Face } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { pictureName } from '../../client/drag-out.ts';
import { TickBox } from '../../components/TickBox.tsx';
import { Tile } from '../../components/Tile.tsx';
import classes from './gallery.module.css';

interface Props {
  id: FaceId;
  /** Absent while it is being read; its picture is there. */
  face: Face | undefined;
  /** True where not all faces are saved. */
  marksSaved?: boolean;
  isSelected: boolean;
  /** Every face that is selected: they leave the window together. */
  selected: ReadonlySet<FaceId>;
  onToggle: (isRange: boolean) => void;
  onOpen: () => void;
}

/** A generated face in a grid, with its marks. */
export function FaceTile({ id, face, marksSaved, isSelected, selected, onToggle, onOpen }: Props) {
  const label = labelOf(face);
  return (
    <Tile
      src={mediaPath.face(id)}
      dragged={() => [
        { name: pictureName(label), address: mediaPath.face(id) },
        ...(isSelected ? [...selected].filter((other) => other !== id).map(pictureOf) : []),
      ]}
      label={label}
      isPixelated={(face?.size ?? 0) < 128}
      isSelected={isSelected}
      onOpen={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) onToggle(event.shiftKey);
        else onOpen();
      }}
    >
      <TickBox label={`Select ${label}`} isTicked={isSelected} onPress={onToggle} />
      {marksSaved && face?.saved && (
        <IconBookmarkFilled size={14} className={classes.saved} aria-label="saved" />
      )}
      {isNear(face) && (
        <IconCopy
          size={14}
          className={classes.copy}
          data-verdict={face?.copyCheck?.verdict}
          aria-label={face?.copyCheck?.verdict === 'copy' ? 'near-copy' : 'unusually close'}
        />
      )}
      {face?.rating && (
        <span className={classes.rating}>
          <IconStarFilled size={11} aria-label="rated" />
          {face.rating}
        </span>
      )}
    </Tile>
  );
}

const pictureOf = (id: FaceId) => ({ name: pictureName(id), address: mediaPath.face(id) });

const isNear = (face: Face | undefined) =>
  face?.copyCheck?.verdict === 'copy' || face?.copyCheck?.verdict === 'close';

function labelOf(face: Face | undefined): string {
  if (face === undefined) return 'Face';
  return face.seed === undefined ? 'Explored face' : `Face ${face.index + 1}, seed ${face.seed}`;
}
