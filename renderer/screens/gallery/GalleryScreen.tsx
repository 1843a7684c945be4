import { SegmentedControl } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import type { GeneratorRef } from '../../../main/contract/generators.ts';
import { useValueStore } from '../../client/value-store.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps, NextStepButton } from '../../components/FirstSteps.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import { formatCount } from '../../format.ts';
import { useGenerators } from '../../generators/generators.ts';
import { GeneratePanel } from './GeneratePanel.tsx';
import { NewFaces } from './NewFaces.tsx';
import { SavedFaces } from './SavedFaces.tsx';
import { tray } from './tray.ts';
import { useSavedCount } from './use-saved-faces.ts';

/** New faces: where they come from at the left, the faces themselves and the saved ones at the right. */
export function GalleryScreen({ from }: { from: GeneratorRef | undefined }) {
  const savedCount = useSavedCount();
  const fresh = useValueStore(tray);
  const [wanted, setWanted] = useState<'new' | 'saved'>('new');
  // Without new faces, as after a start, the saved ones are more to look at than nothing.
  const shows = fresh.length === 0 && savedCount ? 'saved' : wanted;
  const isEmpty = fresh.length === 0 && savedCount === 0;
  const which = (
    <SegmentedControl
      aria-label="Which faces"
      value={shows}
      onChange={setWanted}
      data={[
        { value: 'new', label: `New (${formatCount(fresh.length)})` },
        { value: 'saved', label: `Saved (${formatCount(savedCount ?? 0)})` },
      ]}
    />
  );
  return (
    <SideScreen side={<GeneratePanel from={from} onGenerated={() => setWanted('new')} />}>
      {isEmpty && <NoFaces />}
      {!isEmpty && (shows === 'new' ? <NewFaces which={which} /> : <SavedFaces which={which} />)}
    </SideScreen>
  );
}

function NoFaces() {
  const generators = useGenerators();
  if (!generators) return null;
  if (generators.length === 0) {
    return (
      <EmptyState
        icon={IconPhoto}
        title="No faces yet"
        actions={<NextStepButton />}
        firstSteps={<FirstSteps />}
      >
        New faces are drawn by a trained run. Train one first, even for a few minutes.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconPhoto} title="No faces yet">
      Choose a model or a run at the left and press Generate. The same seed draws the same faces again.
    </EmptyState>
  );
}
