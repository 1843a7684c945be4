import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunId } from '../../../../main/contract/ids.ts';
import { studio } from '../../../client/studio.ts';
import classes from '../compare.module.css';
import { comparedRuns } from '../curves/compared-runs.ts';
import type { ChosenLatents } from '../faces/latents.ts';
import type { Compared } from '../use-comparison.ts';
import { Scrubber } from './Scrubber.tsx';

interface Props {
  subjects: readonly Compared[];
  latents: ChosenLatents;
  onLatents: (latents: ChosenLatents) => void;
}

/** One latent through the life of one of the runs that are compared. */
export function ScrubberTab({ subjects, latents, onLatents }: Props) {
  const listed = useQuery(studio.runs.list.queryOptions()).data;
  const [wanted, setWanted] = useState<RunId>();
  if (!listed) return null;
  const runs = comparedRuns(subjects);
  const chosen = runs.find(({ id }) => id === wanted) ?? runs[0];
  const run = listed.find(({ id }) => id === chosen?.id);
  if (!run)
    return (
      <p className={classes.note}>
        Checkpoints belong to runs. None of the runs that these come from is in the library any more.
      </p>
    );
  return (
    <section className={classes.tab} aria-label="Through a run">
      <div className={classes.tabHead}>
        <span>Run</span>
        <Select
          aria-label="Run"
          w={300}
          data={runs.map(({ id, label }) => ({ value: id, label }))}
          value={run.id}
          onChange={(value) => setWanted(runs.find(({ id }) => id === value)?.id)}
        />
      </div>
      <Scrubber key={run.id} run={run} latents={latents} onLatents={onLatents} />
    </section>
  );
}
