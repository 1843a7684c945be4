import { Button, Group } from '@mantine/core';
import { IconBookmark, IconBookmarkFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Face } from '../../../main/contract/faces.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { Lightbox } from '../../components/Lightbox.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatKimg } from '../../format.ts';
import { saveFaces } from './face-actions.ts';

interface Props {
  faces: readonly Face[];
  index: number;
  onIndex: (index: number) => void;
  onClose: () => void;
}

/** A generated face, large, with everything needed to draw it again. */
export function GeneratedLightbox({ faces, index, onIndex, onClose }: Props) {
  const save = useMutation({ mutationFn: saveFaces });
  const face = faces[index];
  if (!face) return null;
  return (
    <Lightbox
      title={`Face ${index + 1} of ${faces.length}`}
      src={mediaPath.face(face.id)}
      isPixelated={face.size < 128}
      index={index}
      count={faces.length}
      onIndex={onIndex}
      onClose={onClose}
    >
      <Group justify="space-between" wrap="nowrap">
        <Stats>
          <Stat label="From">{face.fromName}</Stat>
          <Stat label="Trained" hint="Images shown to the generator that drew it">
            {formatKimg(face.nimg)}
          </Stat>
          {face.seed === undefined ? (
            <Stat label="Made">in Explore</Stat>
          ) : (
            <>
              <Stat label="Seed">{face.seed}</Stat>
              <Stat label="Index">{face.index}</Stat>
            </>
          )}
          <Stat label="Size">
            {face.size} × {face.size}
          </Stat>
        </Stats>
        <Button
          variant="default"
          disabled={face.saved}
          loading={save.isPending}
          leftSection={face.saved ? <IconBookmarkFilled size={15} /> : <IconBookmark size={15} />}
          onClick={() => save.mutate([face])}
        >
          {face.saved ? 'Saved' : 'Save'}
        </Button>
      </Group>
    </Lightbox>
  );
}
