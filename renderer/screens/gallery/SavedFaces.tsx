import { Button, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBookmarkFilled, IconSearchOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Face, FaceSelection, FaceSort } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { client, studio } from '../../client/studio.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useSelection } from '../../components/selection.ts';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { ExportDialog } from './export/ExportDialog.tsx';
import { FaceLightbox } from './FaceLightbox.tsx';
import { FaceSearch } from './FaceSearch.tsx';
import { FaceTile } from './FaceTile.tsx';
import { FaceToolbar } from './FaceToolbar.tsx';
import { rateFaces, removeFaces } from './face-actions.ts';
import { RateMenu } from './RateMenu.tsx';
import { TagPopover } from './TagPopover.tsx';
import { useRatingKeys } from './use-rating-keys.ts';
import { useSavedFace, useSavedFaces } from './use-saved-faces.ts';

/** The saved faces: searched, sorted, chosen, rated, tagged and removed. */
export function SavedFaces({ which }: { which: ReactNode }) {
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<FaceSort>('newest');
  const [typed] = useDebouncedValue(search, typingPauseMs);
  const wanted: FaceSelection = { search: typed, sort };
  const { ids, error } = useSavedFaces(wanted);
  const order = ids ?? none;
  const selection = useSelection(order);
  const [opened, setOpened] = useState<number>();
  const [exported, setExported] = useState<Face[]>();
  const chosen = [...selection.ids];
  const remove = useMutation({ mutationFn: removeFaces });
  const check = useMutation(studio.faces.checkCopies.mutationOptions());
  const readChosen = useMutation({
    mutationFn: () => client.faces.get({ ids: chosen }),
    onSuccess: setExported,
  });
  useRatingKeys(order, selection.ids, (rated, rating) => void rateFaces(rated, rating), opened === undefined);

  return (
    <>
      <FaceToolbar which={which} total={order.length} selection={selection}>
        <Button
          variant="default"
          disabled={chosen.length === 0}
          loading={remove.isPending}
          onClick={() => remove.mutate(chosen)}
        >
          Remove
        </Button>
        <RateMenu ids={chosen} />
        <TagPopover ids={chosen} />
        <Tooltip label="Look for the training pictures nearest to the chosen faces" openDelay={500}>
          <Button
            variant="default"
            disabled={chosen.length === 0}
            loading={check.isPending}
            onClick={() => check.mutate({ ids: chosen })}
          >
            Find copies
          </Button>
        </Tooltip>
        <Button
          disabled={chosen.length === 0}
          loading={readChosen.isPending}
          onClick={() => readChosen.mutate()}
        >
          Export
        </Button>
      </FaceToolbar>
      <FaceSearch search={search} onSearch={setSearch} sort={sort} onSort={setSort} error={error} />
      {order.length > 0 && (
        <VirtualGrid
          // Another search begins at its first face.
          key={`${sort} ${typed}`}
          label="Faces"
          count={order.length}
          tileSize={104}
          gap={6}
          renderTile={(index) => {
            const id = order[index];
            return (
              id && (
                <SavedTile
                  id={id}
                  wanted={wanted}
                  place={index}
                  isSelected={selection.ids.has(id)}
                  selected={selection.ids}
                  onToggle={(isRange) => selection.toggle(index, isRange)}
                  onOpen={() => setOpened(index)}
                />
              )
            );
          }}
        />
      )}
      {ids?.length === 0 && !error && (
        <NothingFound isSearch={typed.trim() !== ''} onClear={() => setSearch('')} />
      )}
      {opened !== undefined && (
        <FaceLightbox ids={order} start={opened} onClose={() => setOpened(undefined)} />
      )}
      {exported && <ExportDialog faces={exported} onClose={() => setExported(undefined)} />}
    </>
  );
}

const none: readonly FaceId[] = [];
const typingPauseMs = 200;

interface SavedTileProps {
  id: FaceId;
  wanted: FaceSelection;
  place: number;
  isSelected: boolean;
  selected: ReadonlySet<FaceId>;
  onToggle: (isRange: boolean) => void;
  onOpen: () => void;
}

/** A tile that reads its face when it comes into view. */
function SavedTile({ wanted, place, ...tile }: SavedTileProps) {
  const face = useSavedFace(wanted, place);
  // While an order changes, the page may still be that of the one before.
  return <FaceTile {...tile} face={face?.id === tile.id ? face : undefined} />;
}

function NothingFound({ isSearch, onClear }: { isSearch: boolean; onClear: () => void }) {
  if (!isSearch) {
    return (
      <EmptyState icon={IconBookmarkFilled} title="Nothing is saved yet">
        Select faces that you like and press Save. They stay until you remove them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No such faces"
      actions={
        <Button variant="default" onClick={onClear}>
          Show all
        </Button>
      }
    >
      No saved face has all of what the search asks for.
    </EmptyState>
  );
}
