import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { CopyCheck, Face } from '../../../main/contract/faces/faces.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { studio } from '../../client/studio.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { formatCount } from '../../format.ts';
import { describeCopy, describeNearness } from './copy-words.ts';
import classes from './gallery.module.css';

/** Whether a face is a copy of a training picture, with that picture beside it; or the way to find out. */
export function NearCopy({ face }: { face: Face }) {
  const { copyCheck } = face;
  const start = useMutation(studio.faces.checkCopies.mutationOptions());
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  const running = jobs?.find(({ id, state }) => id === start.data?.jobId && state === 'running');
  return (
    <section className={classes.nearCopy} aria-label="Near-copy">
      {copyCheck && <Finding face={face} check={copyCheck} />}
      {running ? (
        <ProgressLine title={running.title} progress={running.progress} />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          loading={start.isPending}
          onClick={() => start.mutate({ ids: [face.id] })}
        >
          {copyCheck ? 'Look again' : 'Look for a near-copy'}
        </Button>
      )}
    </section>
  );
}

function Finding({ face, check }: { face: Face; check: CopyCheck }) {
  // Its number stays when the dataset is removed, its picture goes.
  const isThere = useQuery(studio.datasets.list.queryOptions()).data?.some(
    ({ id }) => id === check.datasetId,
  );
  const pixelated = face.size < 128 || undefined;
  return (
    <div className={classes.finding} data-verdict={check.verdict}>
      <figure>
        <img src={mediaPath.face(face.id)} alt="This face" data-pixelated={pixelated} />
        <figcaption>this face</figcaption>
      </figure>
      {isThere && (
        <figure>
          <img
            src={mediaPath.datasetImage(check.datasetId, check.item)}
            alt="Nearest it was trained on"
            data-pixelated={pixelated}
          />
          <figcaption>nearest trained on</figcaption>
        </figure>
      )}
      <p>
        <strong>{describeCopy(check)}</strong> {describeNearness(check)}{' '}
        <span className={classes.basis}>
          {formatCount(check.looked)} training and {formatCount(check.heldOut)} unseen pictures.
        </span>
      </p>
    </div>
  );
}
