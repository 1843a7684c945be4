import { Anchor, Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { Dataset, SetAsideFile } from '../../../main/contract/datasets/datasets.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { client, studio } from '../../client/studio.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { baseName, formatQuantity } from '../../format.ts';
import classes from './tabs.module.css';

interface Props {
  dataset: Dataset;
  onShowLeftOut: () => void;
}

/** The files that could not be made into pictures, each with its reason and a way back. */
export function SetAsideTab({ dataset, onShowLeftOut }: Props) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const { id } = dataset;
  const files = useQuery(studio.datasets.quarantine.queryOptions({ input: { id } })).data?.files;
  const rows = useVirtualizer({
    count: files?.length ?? 0,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => 40,
    overscan: 12,
  });
  const leftOut = dataset.itemCount - dataset.imageCount;
  const leftOutLine = leftOut > 0 && (
    <p className={classes.leftOutLine}>
      {formatQuantity(leftOut, 'prepared picture')} {leftOut === 1 ? 'is' : 'are'} left out by findings or by
      you.{' '}
      <Anchor component="button" type="button" onClick={onShowLeftOut}>
        Look at them
      </Anchor>
    </p>
  );
  if (files?.length === 0) {
    return (
      <>
        {leftOutLine}
        <EmptyState icon={IconCircleCheck} title="Nothing was set aside">
          Every file that was found could be read.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      {leftOutLine}
      <div ref={scrollRef} className={classes.aside}>
        <ul style={{ height: rows.getTotalSize() }} aria-label="Files set aside">
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const file = files?.[index];
            return file && <Row key={key} dataset={dataset} file={file} top={start} />;
          })}
        </ul>
      </div>
    </>
  );
}

/** Folders and archives that a file lies in. */
const folderOf = (file: string) => file.slice(0, Math.max(0, file.lastIndexOf('/')));

function Row({ dataset: { id }, file, top }: { dataset: Dataset; file: SetAsideFile; top: number }) {
  const { number, isDismissed } = file;
  const retry = useMutation({ mutationFn: () => client.datasets.retry({ id, number }) });
  const dismiss = useMutation({
    mutationFn: () => client.datasets.dismiss({ id, number, isDismissed: !isDismissed }),
  });
  return (
    <li style={{ top }} title={`${file.file}: ${file.reason}`} data-dismissed={isDismissed || undefined}>
      <span className={classes.asidePicture}>
        {file.hasThumbnail && <img src={mediaPath.datasetSetAside(id, number)} alt="" />}
      </span>
      <span className="selectable">
        {baseName(file.file)} <span className={classes.folder}>{folderOf(file.file)}</span>
      </span>
      <span>{file.reason}</span>
      <span className={classes.asideActs}>
        {file.canRetry && !isDismissed && (
          <Button
            size="compact-xs"
            variant="default"
            loading={retry.isPending}
            onClick={() => retry.mutate()}
          >
            Try again
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => dismiss.mutate()}>
          {isDismissed ? 'Undo' : 'Keep out'}
        </Button>
      </span>
    </li>
  );
}
