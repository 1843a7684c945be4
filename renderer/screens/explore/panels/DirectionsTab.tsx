import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowsDiagonal } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DirectionMethod } from '../../../../main/contract/latents/directions.ts';
import { studio } from '../../../client/studio.ts';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { commit, type Session, shownExploration } from '../session/session.ts';
import { useExploration } from '../session/use-exploration.ts';
import { DirectionSlider } from './DirectionSlider.tsx';
import { PadAxesChoice } from './PadAxesChoice.tsx';
import classes from './panels.module.css';

/** Directions in which faces change, as sliders. */
export function DirectionsTab({ session }: { session: Session }) {
  const { from } = session;
  const [method, setMethod] = useState<DirectionMethod>('pca');
  const { data: all = [] } = useQuery(studio.latents.directions.queryOptions({ input: { from } }));
  const jobs = useQuery(studio.jobs.list.queryOptions()).data ?? [];
  const find = useMutation(studio.latents.findDirections.mutationOptions());
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const running = jobs.find(({ kind, state }) => kind === 'directions' && state === 'running');
  const directions = all.filter((direction) => direction.method === method);
  const { edits } = useExploration(session).shown;
  const { label, hint } = methods[method];
  return (
    <section className={classes.block} aria-label="Directions">
      <h3>
        How they are found <HelpMark topic="directions" />
      </h3>
      <SegmentedControl
        aria-label="How directions are found"
        fullWidth
        value={method}
        onChange={(value) => setMethod(DirectionMethod.parse(value))}
        data={DirectionMethod.options.map((value) => ({ value, label: methods[value].label }))}
      />
      {directions.length === 0 && (
        <p className={classes.hint}>
          {label} finds the directions {hint}. They belong to these weights, and stay with them.
        </p>
      )}
      {running ? (
        <ProgressLine
          title={running.title}
          progress={running.progress}
          onCancel={() => cancel.mutate({ id: running.id })}
        />
      ) : (
        directions.length === 0 && (
          <Button
            leftSection={<IconArrowsDiagonal size={15} />}
            loading={find.isPending}
            onClick={() => find.mutate({ from, method })}
          >
            Find directions
          </Button>
        )
      )}
      {directions.length > 0 && (
        <>
          <ul className={classes.sliders}>
            {directions.map((direction) => (
              <DirectionSlider key={direction.id} session={session} direction={direction} />
            ))}
          </ul>
          <PadAxesChoice session={session} directions={all} />
        </>
      )}
      {edits.length > 0 && (
        <Button variant="default" onClick={() => dropEdits(session)}>
          All back to 0
        </Button>
      )}
    </section>
  );
}

const methods: Readonly<Record<DirectionMethod, { label: string; hint: string }>> = {
  pca: { label: 'PCA', hint: 'along which its faces differ most; draws many faces' },
  sefa: { label: 'SeFa', hint: 'which its weights amplify most; draws nothing' },
};

/** Takes every edit back, also those along directions that weights of before had. */
function dropEdits(session: Session): void {
  session.axes.set({ kind: 'random' });
  commit(session, { ...shownExploration(session), edits: [] }, 'All back to 0');
}
