import { Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../main/contract/system/system.ts';
import { studio } from '../../client/studio.ts';
import { useValueStore } from '../../client/value-store.ts';
import { GuardedNumberInput } from '../../components/GuardedNumberInput.tsx';
import { settingsDialogOpen } from '../../view-state.ts';
import { DiskUseTable } from './DiskUseTable.tsx';
import { EngineList } from './EngineList.tsx';
import { LookChoice } from './LookChoice.tsx';
import { PlaceList } from './PlaceList.tsx';
import classes from './settings.module.css';

/** Settings of the library; each is saved as it is changed. */
export function SettingsDialog() {
  const isOpen = useValueStore(settingsDialogOpen);
  const settings = useQuery({
    ...studio.system.settings.queryOptions({ input: {} }),
    enabled: isOpen,
  }).data;
  return (
    <Modal
      opened={isOpen}
      onClose={() => settingsDialogOpen.set(false)}
      title="Settings"
      size={600}
      classNames={{ body: classes.body }}
    >
      {settings && (
        <>
          <section>
            <h2>Checkpoints</h2>
            <p className={classes.hint}>
              Moments that a run can go on from. Its newest two, its best and those you pinned are always
              kept. A new interval takes effect when a run starts or resumes.
            </p>
            <CheckpointFields settings={settings} />
          </section>
          <section>
            <h2>Look</h2>
            <LookChoice theme={settings.theme} />
          </section>
          <section>
            <h2>Power</h2>
            <p className={classes.hint}>
              A run can be paused before the battery is empty. The runs in the queue then wait too.
            </p>
            <PowerFields settings={settings} />
          </section>
          <section>
            <h2>Engines</h2>
            <EngineList />
          </section>
          <section>
            <h2>Places</h2>
            <PlaceList />
          </section>
          <section>
            <h2>Disk use</h2>
            <DiskUseTable />
          </section>
        </>
      )}
    </Modal>
  );
}

/** What a number field of a setting is given; it is saved when it is left with a number that fits. */
function useNumberFields(settings: Settings) {
  const change = useMutation(studio.system.settings.mutationOptions());
  return (
    key: 'checkpointSeconds' | 'keptCheckpoints' | 'milestoneKimg' | 'pauseBelowBattery',
    min: number,
    max: number,
  ) => ({
    min,
    max,
    clampBehavior: 'strict' as const,
    defaultValue: settings[key],
    onBlur: (event: { currentTarget: { value: string } }) => {
      const value = Number(event.currentTarget.value);
      if (event.currentTarget.value.trim() !== '' && value >= min && value <= max && value !== settings[key])
        change.mutate({ [key]: value });
    },
  });
}

function PowerFields({ settings }: { settings: Settings }) {
  const field = useNumberFields(settings);
  return (
    <div className={classes.fields}>
      <GuardedNumberInput
        label="Pause below"
        description="percent of the battery; 0 = never"
        allowDecimal={false}
        {...field('pauseBelowBattery', 0, 95)}
      />
    </div>
  );
}

function CheckpointFields({ settings }: { settings: Settings }) {
  const field = useNumberFields(settings);
  return (
    <div className={classes.fields}>
      <GuardedNumberInput
        label="Save every"
        description="seconds; a crash costs no more"
        allowDecimal={false}
        {...field('checkpointSeconds', 5, 3600)}
      />
      <GuardedNumberInput
        label="Newest ones kept"
        description="of each run, 2 or more"
        allowDecimal={false}
        {...field('keptCheckpoints', 2, 100)}
      />
      <GuardedNumberInput
        label="Keep for good"
        description="every so many kimg; 0 = none"
        {...field('milestoneKimg', 0, 1_000_000)}
      />
    </div>
  );
}
