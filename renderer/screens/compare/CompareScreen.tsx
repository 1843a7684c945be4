import { SegmentedControl } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { GeneratorRef } from '../../../main/contract/generators.ts';
import { useValueStore } from '../../client/value-store.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps, NextStepButton } from '../../components/FirstSteps.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { Loading } from '../../components/Loading.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import { lastCompared } from '../../generators/compared.ts';
import { useGenerators } from '../../generators/generators.ts';
import { BlindTestTab } from './blind-test/BlindTestTab.tsx';
import { Caveats } from './Caveats.tsx';
import classes from './compare.module.css';
import { CurvesTab } from './curves/CurvesTab.tsx';
import { ExportComparison } from './ExportComparison.tsx';
import { FacesTab } from './faces/FacesTab.tsx';
import type { ChosenLatents } from './faces/latents.ts';
import { SettingsTab } from './SettingsTab.tsx';
import { SubjectsPanel } from './SubjectsPanel.tsx';
import { ScrubberTab } from './scrubber/ScrubberTab.tsx';
import { useComparison } from './use-comparison.ts';

const tabs = [
  { value: 'faces', label: 'Faces and scores' },
  { value: 'curves', label: 'Curves' },
  { value: 'settings', label: 'Settings' },
  { value: 'blind', label: 'Blind test' },
  { value: 'scrubber', label: 'Through a run' },
] as const;
type Tab = (typeof tabs)[number]['value'];

/** Runs, checkpoints and models side by side: who is compared at the left, by what at the right. */
export function CompareScreen({ wanted }: { wanted: readonly GeneratorRef[] | undefined }) {
  const last = useValueStore(lastCompared);
  useEffect(() => {
    if (wanted) lastCompared.set(wanted);
  }, [wanted]);
  const refs = wanted ?? last;
  const { comparison, subjects, error } = useComparison(refs);
  const [tab, setTab] = useState<Tab>('faces');
  const [latents, setLatents] = useState<ChosenLatents>({ seed: 42, count: 16, chosen: 0 });

  return (
    <SideScreen side={<SubjectsPanel refs={refs} subjects={subjects} missing={comparison?.missing ?? []} />}>
      {error && !comparison && <LoadFailure error={error} />}
      {!error && !comparison && refs.length > 0 && <Loading />}
      {refs.length === 0 && <NothingCompared />}
      {comparison && refs.length > 0 && (
        <>
          <div className={classes.toolbar}>
            <SegmentedControl aria-label="What is compared" value={tab} onChange={setTab} data={[...tabs]} />
            <ExportComparison refs={refs} latents={latents} />
          </div>
          {(tab === 'faces' || tab === 'blind') && <Caveats caveats={comparison.caveats} />}
          {tab === 'faces' && (
            <FacesTab
              subjects={subjects}
              isOneScale={comparison.isOneScale}
              latents={latents}
              onLatents={setLatents}
            />
          )}
          {tab === 'curves' && <CurvesTab subjects={subjects} />}
          {tab === 'settings' && <SettingsTab subjects={subjects} settings={comparison.settings} />}
          {tab === 'blind' && <BlindTestTab subjects={subjects} />}
          {tab === 'scrubber' && <ScrubberTab subjects={subjects} latents={latents} onLatents={setLatents} />}
        </>
      )}
    </SideScreen>
  );
}

function NothingCompared() {
  const canCompare = useGenerators()?.length !== 0;
  return (
    <EmptyState
      icon={IconColumns3}
      title="Nothing is compared yet"
      actions={!canCompare && <NextStepButton />}
      firstSteps={!canCompare && <FirstSteps />}
    >
      {canCompare
        ? 'Add models, runs or checkpoints at the left.'
        : 'Models, runs and checkpoints can be compared once there are some.'}{' '}
      Each draws the same latents; their scores, curves and settings stand side by side.
    </EmptyState>
  );
}
