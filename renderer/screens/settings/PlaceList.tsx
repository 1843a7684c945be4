import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Place, PlaceFinding } from '../../../main/contract/places/places.ts';
import { presentError } from '../../client/present-error.ts';
import { studio } from '../../client/studio.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { kindNames } from './kind-names.ts';
import { PlaceForm } from './PlaceForm.tsx';
import classes from './settings.module.css';

/** Where runs can be trained besides this computer: each can be checked, changed and removed. */
export function PlaceList() {
  const places = useQuery(studio.places.list.queryOptions()).data;
  const [isAdding, setAdding] = useState(false);
  if (!places) return null;
  return (
    <>
      <p className={classes.hint}>
        Where runs can train besides this computer: a folder that a bigger machine sees too, or a cluster with
        Slurm or Kubernetes. A new run asks where, once there is a place.
      </p>
      {places.map((place) => (
        <PlaceRow key={place.id} place={place} />
      ))}
      {isAdding ? (
        <PlaceForm onSaved={() => setAdding(false)} onCancel={() => setAdding(false)} />
      ) : (
        <Button variant="default" onClick={() => setAdding(true)}>
          Add a place
        </Button>
      )}
    </>
  );
}

function PlaceRow({ place }: { place: Place }) {
  const check = useMutation(studio.places.check.mutationOptions());
  const remove = useMutation(studio.places.remove.mutationOptions());
  const trial = useMutation(studio.places.tryJob.mutationOptions());
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const job = useQuery(studio.jobs.list.queryOptions()).data?.find((each) => each.id === trial.data?.jobId);
  const isTrying = job?.state === 'running';
  const [isChanging, setChanging] = useState(false);
  const { id, name, kind, folder } = place;
  /** What was found, or is being tried, says nothing of the new choices. */
  const changed = () => {
    if (isTrying) cancel.mutate({ id: job.id });
    check.reset();
    trial.reset();
    setChanging(false);
  };
  return (
    <section className={classes.place} aria-label={name}>
      <div>
        <strong>{name}</strong>
        <p className={classes.hint}>
          {kindNames[kind]}, {folder}
        </p>
      </div>
      <div className={classes.placeActions}>
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate({ id })}>
          Check
        </Button>
        <Button
          variant="default"
          loading={trial.isPending}
          disabled={isTrying}
          onClick={() => trial.mutate({ id })}
        >
          Try a job
        </Button>
        <Button variant="default" aria-expanded={isChanging} onClick={() => setChanging(!isChanging)}>
          Change
        </Button>
        <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
          Remove
        </Button>
      </div>
      {check.data && <Findings findings={check.data} />}
      {isTrying && (
        <ProgressLine title="Trying" progress={job.progress} onCancel={() => cancel.mutate({ id: job.id })} />
      )}
      {job?.result?.kind === 'try-place' && <Findings findings={job.result.findings} />}
      {job?.error && <ErrorNotice error={presentError(job.error)} />}
      {isChanging && <PlaceForm place={place} onSaved={changed} onCancel={() => setChanging(false)} />}
    </section>
  );
}

function Findings({ findings }: { findings: readonly PlaceFinding[] }) {
  return (
    <div role="status" className={classes.findings}>
      <ul>
        {findings.map(({ isOk, sentence, next }) => (
          <li key={sentence} data-ok={isOk}>
            {isOk ? 'In order: ' : 'Not in order: '}
            {sentence} {next}
          </li>
        ))}
      </ul>
    </div>
  );
}
