import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useValueStore } from '../../client/value-store.ts';
import { useSelection } from '../../components/selection.ts';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { ExportDialog } from './export/ExportDialog.tsx';
import { FaceLightbox } from './FaceLightbox.tsx';
import { FaceTile } from './FaceTile.tsx';
import { FaceToolbar } from './FaceToolbar.tsx';
import { rateFaces, removeFaces, saveFaces } from './face-actions.ts';
import classes from './gallery.module.css';
import { tray } from './tray.ts';
import { useRatingKeys } from './use-rating-keys.ts';

/** The faces that were generated in this window, saved or not. */
export function NewFaces({ which }: { which: ReactNode }) {
  const faces = useValueStore(tray);
  const order = useMemo(() => faces.map(({ id }) => id), [faces]);
  const selection = useSelection(order);
  const [opened, setOpened] = useState<number>();
  const [isExporting, setIsExporting] = useState(false);
  const save = useMutation({ mutationFn: saveFaces });
  const remove = useMutation({ mutationFn: removeFaces });
  const chosen = faces.filter(({ id }) => selection.ids.has(id));
  useRatingKeys(order, selection.ids, (ids, rating) => void rateFaces(ids, rating), opened === undefined);

  return (
    <>
      <FaceToolbar which={which} total={faces.length} selection={selection}>
        <Button
          variant="default"
          disabled={chosen.length === 0}
          loading={remove.isPending}
          onClick={() => remove.mutate(chosen.map(({ id }) => id))}
        >
          Remove
        </Button>
        <Button
          variant="default"
          disabled={chosen.every(({ saved }) => saved)}
          loading={save.isPending}
          onClick={() => save.mutate(chosen)}
        >
          Save
        </Button>
        <Button disabled={chosen.length === 0} onClick={() => setIsExporting(true)}>
          Export
        </Button>
      </FaceToolbar>
      <VirtualGrid
        label="Faces"
        count={faces.length}
        tileSize={104}
        gap={6}
        renderTile={(index) => {
          const face = faces[index];
          return (
            face && (
              <FaceTile
                id={face.id}
                face={face}
                marksSaved
                isSelected={selection.ids.has(face.id)}
                selected={selection.ids}
                onToggle={(isRange) => selection.toggle(index, isRange)}
                onOpen={() => setOpened(index)}
              />
            )
          );
        }}
      />
      {chosen.length === 0 && (
        <p className={classes.tip}>
          Click a face to enlarge it; hold Shift to select a row of them. Keys 1 to 5 rate, and keep, a face.
        </p>
      )}
      {opened !== undefined && (
        <FaceLightbox ids={order} start={opened} onClose={() => setOpened(undefined)} />
      )}
      {isExporting && <ExportDialog faces={chosen} onClose={() => setIsExporting(false)} />}
    </>
  );
}
