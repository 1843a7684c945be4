import { Button, Checkbox, Group, SegmentedControl, Text } from '@mantine/core';
import { IconBookmarkFilled, IconPhoto } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Face } from '../../../main/contract/faces.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { useValueStore } from '../../client/value-store.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { useSelection } from '../../components/selection.ts';
import { TickBox } from '../../components/TickBox.tsx';
import { Tile } from '../../components/Tile.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { formatCount, formatQuantity } from '../../format.ts';
import { navigate } from '../../view-state.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { removeFaces, saveFaces } from './face-actions.ts';
import { GeneratedLightbox } from './GeneratedLightbox.tsx';
import { GeneratePanel } from './GeneratePanel.tsx';
import classes from './gallery.module.css';
import { useGenerators } from './generators.ts';
import { tray } from './tray.ts';
import { useSavedFaces } from './use-saved-faces.ts';

const noFaces: readonly Face[] = [];

/** New faces: where they come from at the left, the faces themselves at the right. */
export function GalleryScreen({ from }: { from: string | undefined }) {
  const { faces: saved, error } = useSavedFaces();
  const fresh = useValueStore(tray);
  const [wanted, setWanted] = useState<'new' | 'saved'>('new');
  // Without new faces, as after a start, the saved ones are more to look at than nothing.
  const shows = fresh.length === 0 && saved && saved.length > 0 ? 'saved' : wanted;
  const faces = (shows === 'new' ? fresh : saved) ?? noFaces;
  const isEmpty = fresh.length === 0 && saved?.length === 0;
  const order = useMemo(() => faces.map(({ id }) => id), [faces]);
  const selection = useSelection(order);
  const [openedId, setOpenedId] = useState<string>();
  const [isExporting, setIsExporting] = useState(false);
  const save = useMutation({ mutationFn: saveFaces });
  const remove = useMutation({ mutationFn: removeFaces });
  const chosen = faces.filter(({ id }) => selection.ids.has(id));
  const opened = faces.findIndex(({ id }) => id === openedId);

  return (
    <div className={classes.screen}>
      <GeneratePanel from={from} onGenerated={() => setWanted('new')} />
      <div className={classes.content}>
        {!isEmpty && (
          <div className={classes.toolbar}>
            <SegmentedControl
              aria-label="Which faces"
              value={shows}
              onChange={setWanted}
              data={[
                { value: 'new', label: `New (${formatCount(fresh.length)})` },
                { value: 'saved', label: `Saved (${formatCount(saved?.length ?? 0)})` },
              ]}
            />
            <Checkbox
              label={chosen.length > 0 ? `${formatQuantity(chosen.length, 'face')} selected` : 'Select all'}
              checked={chosen.length > 0 && chosen.length === faces.length}
              indeterminate={chosen.length > 0 && chosen.length < faces.length}
              onChange={() => (chosen.length > 0 ? selection.clear() : selection.selectAll())}
              disabled={faces.length === 0}
            />
            <Group gap="xs" ml="auto" wrap="nowrap">
              <Button
                variant="default"
                disabled={chosen.length === 0}
                loading={remove.isPending}
                onClick={() => remove.mutate(chosen)}
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
            </Group>
          </div>
        )}
        {!saved && error && <LoadFailure error={error} />}
        {isEmpty && <NoFaces />}
        {saved && !isEmpty && faces.length === 0 && (
          <EmptyState icon={IconBookmarkFilled} title="Nothing is saved yet">
            Select faces that you like and press Save. They stay until you remove them.
          </EmptyState>
        )}
        {faces.length > 0 && (
          <VirtualGrid
            label="Faces"
            count={faces.length}
            tileSize={104}
            gap={6}
            renderTile={(index) => {
              const face = faces[index];
              if (!face) return null;
              const isSelected = selection.ids.has(face.id);
              const label =
                face.seed === undefined
                  ? `Explored face ${index + 1}`
                  : `Face ${face.index + 1}, seed ${face.seed}`;
              return (
                <Tile
                  src={mediaPath.face(face.id)}
                  label={label}
                  isPixelated={face.size < 128}
                  isSelected={isSelected}
                  onOpen={(event) => {
                    if (event.shiftKey || event.ctrlKey || event.metaKey)
                      selection.toggle(index, event.shiftKey);
                    else setOpenedId(face.id);
                  }}
                >
                  <TickBox
                    label={`Select ${label}`}
                    isTicked={isSelected}
                    onPress={(isRange) => selection.toggle(index, isRange)}
                  />
                  {face.saved && (
                    <IconBookmarkFilled size={14} className={classes.saved} aria-label="saved" />
                  )}
                </Tile>
              );
            }}
          />
        )}
        {chosen.length === 0 && faces.length > 0 && (
          <Text className={classes.tip!}>
            Click a face to enlarge it; hold Shift to select a row of them.
          </Text>
        )}
      </div>
      {opened >= 0 && (
        <GeneratedLightbox
          faces={faces}
          index={opened}
          onIndex={(index) => setOpenedId(faces[index]?.id)}
          onClose={() => setOpenedId(undefined)}
        />
      )}
      {isExporting && <ExportDialog faces={chosen} onClose={() => setIsExporting(false)} />}
    </div>
  );
}

function NoFaces() {
  const generators = useGenerators();
  if (!generators) return null;
  if (generators.length === 0) {
    return (
      <EmptyState
        icon={IconPhoto}
        title="No faces yet"
        actions={<Button onClick={() => navigate({ screen: 'train' })}>Go to Train</Button>}
      >
        New faces are drawn by a trained run. Train one first, even for a few minutes.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconPhoto} title="No faces yet">
      Choose a model or a run at the left and press Generate. The same seed draws the same faces again.
    </EmptyState>
  );
}
