import { IconMoodSmile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type GeneratorRef, generatorKey } from '../../../main/contract/generators.ts';
import { dropTaker } from '../../client/drop-taker.ts';
import { studio } from '../../client/studio.ts';
import { useKeys } from '../../commands/use-keys.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps, NextStepButton } from '../../components/FirstSteps.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import type { Generator } from '../../generators/generators.ts';
import { useChosenGenerator } from '../../generators/use-chosen-generator.ts';
import classes from './explore.module.css';
import { HistoryStrip } from './HistoryStrip.tsx';
import { ToolsPanel } from './panels/ToolsPanel.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import { redo, undo } from './session/history.ts';
import { currentSession, followGenerator, sessionOf, travel } from './session/session.ts';
import { FaceStage } from './stage/FaceStage.tsx';
import { Pad } from './stage/Pad.tsx';
import { takesDrops } from './take-drops.ts';
import { VectorTools } from './vector/VectorTools.tsx';

/** The faces that a generator can draw, to walk among. */
export function ExploreScreen({ from }: { from: GeneratorRef | undefined }) {
  const { generators, chosen } = useChosenGenerator(from);
  if (!generators) return null;
  if (!chosen) return <NothingToExplore />;
  return <Explorer key={generatorKey(chosen.ref)} generators={generators} generator={chosen} />;
}

function Explorer({ generators, generator }: { generators: readonly Generator[]; generator: Generator }) {
  const session = sessionOf(generator.ref);
  const space = useQuery(studio.latents.space.queryOptions({ input: { from: generator.ref } })).data;
  useEffect(() => {
    currentSession.set(session);
    return () => currentSession.set(undefined);
  }, [session]);
  useEffect(() => followGenerator(session, generator.nimg), [session, generator.nimg]);
  // Besides the keys of the commands, which no text field has to share.
  useKeys([
    ['mod+Z', () => travel(session, undo)],
    ['mod+shift+Z', () => travel(session, redo)],
  ]);
  useEffect(() => {
    dropTaker.set(space && takesDrops(session, space));
    return () => dropTaker.set(undefined);
  }, [session, space]);
  return (
    <SideScreen
      side={
        <SourcePanel generators={generators} generator={generator} space={space} session={session}>
          {space && <VectorTools session={session} space={space} />}
        </SourcePanel>
      }
    >
      <div className={classes.explorer}>
        <div className={classes.middle}>
          <div className={classes.work}>
            <FaceStage session={session} />
            <Pad session={session} />
          </div>
          <HistoryStrip session={session} />
        </div>
        {space && <ToolsPanel session={session} space={space} />}
      </div>
    </SideScreen>
  );
}

function NothingToExplore() {
  return (
    <EmptyState
      icon={IconMoodSmile}
      title="Nothing to explore yet"
      firstSteps={<FirstSteps />}
      actions={<NextStepButton />}
    >
      Faces are drawn by a trained run or a model. Train one first, even for a few minutes.
    </EmptyState>
  );
}
