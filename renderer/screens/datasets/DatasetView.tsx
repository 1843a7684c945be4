import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import { studio } from '../../client/studio.ts';
import { formatCount } from '../../format.ts';
import { AboutTab } from './AboutTab.tsx';
import { DatasetHeader } from './DatasetHeader.tsx';
import classes from './datasets.module.css';
import { FindingsTab } from './FindingsTab.tsx';
import type { Filter } from './filter.ts';
import { PicturesTab } from './PicturesTab.tsx';
import { SetAsideTab } from './SetAsideTab.tsx';
import { VerdictLine } from './VerdictLine.tsx';

type Tab = 'faces' | 'findings' | 'aside' | 'about';

/** One dataset: what it is, whether it is enough, its faces, what was found, what was set aside, where it comes from. */
export function DatasetView({ dataset }: { dataset: Dataset }) {
  const [tab, setTab] = useState<Tab>('faces');
  const [filter, setFilter] = useState<Filter>('all');
  const diagnosis = useQuery(studio.datasets.diagnosis.queryOptions({ input: { id: dataset.id } })).data;
  const show = (wanted: Filter) => {
    setFilter(wanted);
    setTab('faces');
  };

  return (
    <>
      <DatasetHeader dataset={dataset} />
      {diagnosis && <VerdictLine dataset={dataset} verdict={diagnosis.verdict} />}
      <div className={classes.tabs}>
        <SegmentedControl
          aria-label="What to show"
          value={tab}
          onChange={setTab}
          data={[
            { value: 'faces', label: 'Faces' },
            {
              value: 'findings',
              label: `Findings (${diagnosis ? formatCount(diagnosis.findings.length) : '…'})`,
            },
            { value: 'aside', label: `Set aside (${formatCount(dataset.quarantinedCount)})` },
            { value: 'about', label: 'About' },
          ]}
        />
      </div>
      {tab === 'faces' && (
        <PicturesTab
          dataset={dataset}
          findings={diagnosis?.findings ?? []}
          filter={filter}
          onFilter={setFilter}
        />
      )}
      {tab === 'findings' && diagnosis && (
        <FindingsTab dataset={dataset} diagnosis={diagnosis} onShow={show} />
      )}
      {tab === 'aside' && <SetAsideTab dataset={dataset} onShowLeftOut={() => show('left-out')} />}
      {tab === 'about' && diagnosis && <AboutTab dataset={dataset} diagnosis={diagnosis} />}
    </>
  );
}
