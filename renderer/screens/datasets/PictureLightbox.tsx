import { Badge, Button, Group, Tooltip } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Dataset, DatasetItem } from '../../../main/contract/datasets/datasets.ts';
import { findingCatalogue } from '../../../main/contract/datasets/findings.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { client, studio } from '../../client/studio.ts';
import { Lightbox } from '../../components/Lightbox.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { baseName, formatCount } from '../../format.ts';
import { CutOverlay } from './CutOverlay.tsx';
import classes from './datasets.module.css';

interface Props {
  dataset: Dataset;
  /** Item numbers in the order of the grid. */
  order: readonly number[];
  place: number;
  onPlace: (place: number) => void;
  onClose: () => void;
}

/** A face of a dataset, large, beside the photo it was cut from, with all that is known of it. */
export function PictureLightbox({ dataset, order, place, onPlace, onClose }: Props) {
  const index = order[place] ?? 0;
  const offset = Math.floor(index / pageSize) * pageSize;
  const page = useQuery(
    studio.datasets.items.queryOptions({ input: { id: dataset.id, offset, limit: pageSize } }),
  );
  const item = page.data?.items[index - offset];
  return (
    <Lightbox
      title={`Face ${formatCount(index + 1)} of ${formatCount(dataset.itemCount)}`}
      src={mediaPath.datasetImage(dataset.id, index)}
      index={place}
      count={order.length}
      onIndex={onPlace}
      onClose={onClose}
      before={item?.hasPreview && item.face && <CutOverlay dataset={dataset} item={item} />}
    >
      {item && <Facts dataset={dataset} item={item} />}
    </Lightbox>
  );
}

/** Items are asked for in pages, so that going on to the next picture seldom waits. */
const pageSize = 200;

function Facts({ dataset, item }: { dataset: Dataset; item: DatasetItem }) {
  const { face, findings, isUsed, isHeldOut, side, quality } = item;
  const decide = useMutation({
    mutationFn: () =>
      client.datasets.decide({ id: dataset.id, indices: [item.index], decision: isUsed ? 'out' : 'in' }),
  });
  return (
    <>
      <Stats>
        <Stat label="Photo" hint={item.source}>
          {baseName(item.source)}
        </Stat>
        <Stat label="Photo’s size">
          {item.sourceWidth} × {item.sourceHeight}
        </Stat>
        <Stat label="Cut from" hint="Pixels of the photo along a side of the square">
          {Math.round(side)} pixels
        </Stat>
        <Stat label="Quality" hint="From sharpness, contrast, size, pose and how sure the finder is">
          {Math.round(quality * 100)} %
        </Stat>
        {face && (
          <Stat label="Pose" hint="Turned to the side, up or down, and tilted before it was put straight">
            {Math.round(face.yaw)}° · {Math.round(face.pitch)}° · {Math.round(face.roll)}°
          </Stat>
        )}
        <Stat label="Use">{isUsed ? (isHeldOut ? 'held out' : 'trained on') : 'left out'}</Stat>
      </Stats>
      <Group mt="sm" gap="xs" className={classes.lightboxFoot}>
        {findings.map((kind) => (
          <Tooltip key={kind} label={findingCatalogue[kind].explanation}>
            <Badge variant="default" tt="none">
              {findingCatalogue[kind].title}
            </Badge>
          </Tooltip>
        ))}
        <Button
          ml="auto"
          size="xs"
          variant="default"
          loading={decide.isPending}
          onClick={() => decide.mutate()}
        >
          {isUsed ? 'Leave out' : 'Take in'}
        </Button>
      </Group>
    </>
  );
}
