import { Button, Checkbox, Select, Slider } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconEyeOff, IconPhotoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Dataset, ItemSelection, ItemSort } from '../../../main/contract/datasets/datasets.ts';
import { type FindingSummary, findingCatalogue } from '../../../main/contract/datasets/findings.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { studio } from '../../client/studio.ts';
import { useKeys } from '../../commands/use-keys.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useSelection } from '../../components/selection.ts';
import { TickBox } from '../../components/TickBox.tsx';
import { Tile } from '../../components/Tile.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { formatCount } from '../../format.ts';
import classes from './datasets.module.css';
import type { Filter } from './filter.ts';
import { PictureLightbox } from './PictureLightbox.tsx';
import { SelectionBar } from './SelectionBar.tsx';

interface Props {
  dataset: Dataset;
  findings: readonly FindingSummary[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** The pictures of a dataset: filtered, sorted, chosen, taken in and left out. */
export function PicturesTab({ dataset, findings, filter, onFilter }: Props) {
  const [sort, setSort] = useState<ItemSort>('import');
  const [tileSize, setTileSize] = useLocalStorage({ key: 'dataset-tile', defaultValue: 88 });
  const [opened, setOpened] = useState<number>();
  const input = { id: dataset.id, sort, ...filterInput(filter) };
  const found = useQuery(
    studio.datasets.select.queryOptions({ input, placeholderData: (previous) => previous }),
  ).data;
  const order = found?.indices ?? none;
  const leftOut = useMemo(() => new Set(found?.leftOut), [found]);
  const selection = useSelection(order);
  useKeys([
    ['mod+A', () => selection.selectAll()],
    ['Escape', () => selection.clear()],
  ]);

  return (
    <>
      <div className={classes.toolbar}>
        <Checkbox
          aria-label="Select all"
          checked={selection.ids.size > 0 && selection.ids.size === order.length}
          indeterminate={selection.ids.size > 0 && selection.ids.size < order.length}
          onChange={() => (selection.ids.size > 0 ? selection.clear() : selection.selectAll())}
          disabled={order.length === 0}
        />
        {selection.ids.size > 0 ? (
          <SelectionBar dataset={dataset} indices={[...selection.ids]} onDone={selection.clear} />
        ) : (
          <>
            <Select
              aria-label="Which pictures"
              w={240}
              maxDropdownHeight={440}
              allowDeselect={false}
              data={filterOptions(dataset, findings)}
              value={filter}
              onChange={(value) => onFilter((value ?? 'all') as Filter)}
            />
            <Select
              aria-label="Order"
              w={180}
              allowDeselect={false}
              data={sorts}
              value={sort}
              onChange={(value) => setSort((value ?? 'import') as ItemSort)}
            />
            <Slider
              thumbLabel="Picture size"
              label={null}
              w={120}
              ml="auto"
              min={48}
              max={176}
              step={8}
              value={tileSize}
              onChange={setTileSize}
            />
          </>
        )}
      </div>
      {found && order.length === 0 && (
        <EmptyState
          icon={IconPhotoOff}
          title="No such pictures"
          actions={
            <Button variant="default" onClick={() => onFilter('all')}>
              Show all
            </Button>
          }
        >
          No picture of this dataset is like that.
        </EmptyState>
      )}
      {order.length > 0 && (
        <VirtualGrid
          label={`Faces of ${dataset.name}`}
          count={order.length}
          tileSize={tileSize}
          renderTile={(place) => {
            const index = order[place] ?? 0;
            const isSelected = selection.ids.has(index);
            const isOut = leftOut.has(index);
            return (
              <Tile
                src={mediaPath.datasetThumbnail(dataset.id, index)}
                label={`Face ${index + 1}`}
                isSelected={isSelected}
                isDimmed={isOut}
                onOpen={(event) => {
                  if (event.shiftKey || event.ctrlKey || event.metaKey)
                    selection.toggle(place, event.shiftKey);
                  else setOpened(place);
                }}
              >
                <TickBox
                  label={`Select face ${index + 1}`}
                  isTicked={isSelected}
                  onPress={(isRange) => selection.toggle(place, isRange)}
                />
                {isOut && <IconEyeOff size={14} className={classes.out} aria-label="left out" />}
              </Tile>
            );
          }}
        />
      )}
      {opened !== undefined && opened < order.length && (
        <PictureLightbox
          dataset={dataset}
          order={order}
          place={opened}
          onPlace={setOpened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

const sorts: { value: ItemSort; label: string }[] = [
  { value: 'import', label: 'In order of import' },
  { value: 'best', label: 'Best first' },
  { value: 'worst', label: 'Worst first' },
  { value: 'largest', label: 'Largest first' },
  { value: 'smallest', label: 'Smallest first' },
];

const none: readonly number[] = [];

const plainFilters = ['all', 'used', 'left-out', 'held-out'] as const;
const isPlain = (filter: Filter): filter is (typeof plainFilters)[number] =>
  plainFilters.some((plain) => plain === filter);

const filterInput = (filter: Filter): Pick<ItemSelection, 'show' | 'finding'> =>
  isPlain(filter) ? { show: filter } : { show: 'all', finding: filter };

function filterOptions(dataset: Dataset, findings: readonly FindingSummary[]) {
  const { itemCount, imageCount, heldOutCount } = dataset;
  const counted = (label: string, count: number) => `${label} (${formatCount(count)})`;
  return [
    { value: 'all', label: counted('All pictures', itemCount) },
    { value: 'used', label: counted('In use', imageCount) },
    { value: 'left-out', label: counted('Left out', itemCount - imageCount) },
    { value: 'held-out', label: counted('Held out', heldOutCount) },
    ...(findings.length === 0
      ? []
      : [
          {
            group: 'Findings',
            items: findings.map(({ kind, count }) => ({
              value: kind,
              label: counted(findingCatalogue[kind].title, count),
            })),
          },
        ]),
  ];
}
