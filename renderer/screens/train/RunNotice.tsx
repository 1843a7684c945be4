import { describeDoubt } from '../../../main/contract/runs/engine-uses.ts';
import { isWaiting, type Run } from '../../../main/contract/runs/runs.ts';
import { type ErrorPresentation, presentReport } from '../../client/present-error.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { useEngineDoubt } from '../../runs/use-engine-doubt.ts';
import { nextAfter } from './health/health-verdict.ts';
import { PlaceNotice } from './PlaceNotice.tsx';
import { WaitingNotice } from './queue/WaitingNotice.tsx';
import classes from './train.module.css';
import { usePreparation } from './use-preparation.ts';

/** What there is to know of a run before all else: which engine taught it wrongly, and why it stands still. */
export function RunNotice({ run }: { run: Run }) {
  return (
    <>
      <DoubtNotice run={run} />
      <PlaceNotice run={run} />
      <StandstillNotice run={run} />
    </>
  );
}

/** That what trained it does not compute rightly here; the way on is Resume in the header above. */
function DoubtNotice({ run }: { run: Run }) {
  const doubt = useEngineDoubt(run);
  if (doubt === undefined) return null;
  const presentation: ErrorPresentation = {
    title: 'An engine taught it wrongly',
    message: describeDoubt(doubt),
    next: nextAfter(doubt, run),
  };
  return (
    <div className={classes.notice}>
      <ErrorNotice error={presentation} action={null} />
    </div>
  );
}

const unexplained: ErrorPresentation = {
  title: 'The run was interrupted',
  message: 'The studio was closed while it trained.',
  next: 'Resume to go on from the newest checkpoint.',
};

/** Why a run stands still; where that was nobody's wish, the way on is Resume in the header above. */
function StandstillNotice({ run }: { run: Run }) {
  const preparation = usePreparation(run);
  if (preparation !== undefined) {
    return (
      <div className={classes.notice} data-testid="run-preparation">
        <ProgressLine title="Getting ready to train" progress={preparation} />
      </div>
    );
  }
  if (run.state === 'running' && run.isCompiling) {
    return (
      <p className={classes.compiling} role="status">
        Compiling the training steps for this machine. It takes up to a minute and makes every step faster.
      </p>
    );
  }
  if (isWaiting(run)) return <WaitingNotice run={run} />;
  if (run.state !== 'interrupted' && run.state !== 'failed') return null;
  return (
    <div className={classes.notice}>
      <ErrorNotice error={run.error ? presentReport(run.error) : unexplained} action={null} />
    </div>
  );
}
