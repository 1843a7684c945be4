import { Button, Popover, RingProgress } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { studio } from '../../client/studio.ts';
import { useValueStore } from '../../client/value-store.ts';
import { useKeys } from '../../commands/use-keys.ts';
import { jobsPanelOpen } from '../../view-state.ts';
import { JobList } from './JobList.tsx';

/** How many jobs are going on; opens their list. */
export function JobsButton() {
  const isOpen = useValueStore(jobsPanelOpen);
  const running =
    useQuery(studio.jobs.list.queryOptions()).data?.filter(({ state }) => state === 'running') ?? [];
  // The popover itself hears Escape only once it has the focus.
  useKeys(isOpen ? [['Escape', () => jobsPanelOpen.set(false)]] : []);
  // Not those that only wait for their turn.
  const first = running.find(({ progress }) => progress?.total !== undefined) ?? running[0];
  const percent = first?.progress?.total ? (first.progress.done / first.progress.total) * 100 : 0;
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => jobsPanelOpen.set(open)}
      position="bottom-end"
      width={400}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => jobsPanelOpen.set(!isOpen)}
          leftSection={
            first ? (
              <RingProgress size={18} thickness={3} sections={[{ value: percent, color: 'accent' }]} />
            ) : (
              <IconListCheck size={16} />
            )
          }
        >
          Jobs{running.length > 0 ? ` ${running.length}` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <JobList />
      </Popover.Dropdown>
    </Popover>
  );
}
