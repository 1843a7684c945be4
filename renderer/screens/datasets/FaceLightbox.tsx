import { useQuery } from '@tanstack/react-query';
import type { Dataset } from '../../../main/contract/datasets.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { studio } from '../../client/studio.ts';
import { Lightbox } from '../../components/Lightbox.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { baseName, formatCount } from '../../format.ts';

/** Items are asked for in pages, so that going on to the next picture seldom waits. */
const pageSize = 200;

interface Props {
  dataset: Dataset;
  index: number;
  onIndex: (index: number) => void;
  onClose: () => void;
}

/** A face of a dataset, large, with the file it came from. */
export function FaceLightbox({ dataset, index, onIndex, onClose }: Props) {
  const offset = Math.floor(index / pageSize) * pageSize;
  const page = useQuery(
    studio.datasets.items.queryOptions({ input: { id: dataset.id, offset, limit: pageSize } }),
  );
  const item = page.data?.items[index - offset];
  return (
    <Lightbox
      title={`Face ${formatCount(index + 1)} of ${formatCount(dataset.imageCount)}`}
      src={mediaPath.datasetImage(dataset.id, index)}
      index={index}
      count={dataset.imageCount}
      onIndex={onIndex}
      onClose={onClose}
    >
      <Stats>
        <Stat label="Source image" hint={item?.source ?? ''}>
          {item ? baseName(item.source) : '…'}
        </Stat>
        <Stat label="Source size">{item ? `${item.sourceWidth} × ${item.sourceHeight}` : '…'}</Stat>
      </Stats>
    </Lightbox>
  );
}
