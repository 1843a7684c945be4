import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { DatasetId } from '../../../main/contract/ids.ts';
import { studio } from '../../client/studio.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { baseName } from '../../format.ts';
import classes from './datasets.module.css';

/** The files that could not be used, each with its reason. */
export function QuarantineList({ datasetId }: { datasetId: DatasetId }) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const files = useQuery(studio.datasets.quarantine.queryOptions({ input: { id: datasetId } })).data?.files;
  const rows = useVirtualizer({
    count: files?.length ?? 0,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => 32,
    overscan: 12,
  });
  if (files?.length === 0) {
    return (
      <EmptyState icon={IconCircleCheck} title="Nothing was set aside">
        Every file that was found could be used.
      </EmptyState>
    );
  }
  return (
    <div ref={scrollRef} className={classes.aside}>
      <ul style={{ height: rows.getTotalSize() }} aria-label="Files set aside">
        {rows.getVirtualItems().map(({ index, key, start }) => (
          <li key={key} style={{ top: start }} title={files?.[index]?.file}>
            <span className="selectable">{baseName(files?.[index]?.file ?? '')}</span>
            <span>{files?.[index]?.reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
