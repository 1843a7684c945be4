import type { StudioClient } from '../contract/contract.ts';
import type { ErrorReport } from '../contract/errors.ts';
import type { RunId } from '../contract/ids.ts';
import { describeVariant, type RunGroup } from '../contract/runs/run-group.ts';
import type { RunState, StartRunOutput } from '../contract/runs/runs.ts';
import type { StartSweepOutput } from '../contract/runs/sweeps.ts';
import type { Output } from './output.ts';
import { asStudioError } from './present-error.ts';
import { followTraining } from './train-run.ts';

/** What one run of a sweep came to, as `--json` prints it. */
interface SweptRun extends Pick<RunGroup, 'axis' | 'value'> {
  runId: RunId;
  state: RunState;
  kimg: number;
  /** Losses of the last step; absent when there was none. */
  dLoss?: number | undefined;
  gLoss?: number | undefined;
  /** Of the last tick: 1 = as varied as the real pictures. */
  diversity?: number | undefined;
  /** The best that was measured; absent without a score. */
  kid?: number | undefined;
  error?: ErrorReport;
}

/** Follows the runs of a group one after the other and compares them; a run that fails does not end the others. */
export async function followSweep(
  client: StudioClient,
  { groupId, runs }: StartSweepOutput,
  output: Output,
  library: string | undefined,
): Promise<void> {
  const whole = { id: groupId, pause: () => client.sweeps.pause({ id: groupId }) };
  const swept: SweptRun[] = [];
  for (const started of runs) {
    const { name } = await client.runs.get({ id: started.runId });
    output.say(`${swept.length + 1} of ${runs.length}: ${name}`);
    const result = await followTraining(client, started, output, library, whole).catch((error: unknown) => {
      const known = asStudioError(error);
      if (known.code === 'CANCELLED') throw known;
      return { error: known.toReport() };
    });
    swept.push(await measure(client, started, result));
  }
  output.result({ groupId, runs: swept }, swept.map(describeSwept));
}

async function measure(
  client: StudioClient,
  { runId }: StartRunOutput,
  result: Pick<SweptRun, 'dLoss' | 'gLoss' | 'error'>,
): Promise<SweptRun> {
  const { state, nimg, group } = await client.runs.get({ id: runId });
  if (group === undefined) throw new Error(`${runId} is of no group`);
  const { ticks } = await client.runs.history({ id: runId });
  const scores = (await client.runs.checkpoints({ id: runId })).flatMap(({ kid }) => kid ?? []);
  return {
    runId,
    axis: group.axis,
    value: group.value,
    state,
    kimg: nimg / 1000,
    dLoss: result.dLoss,
    gLoss: result.gLoss,
    diversity: ticks.at(-1)?.diversity,
    ...(scores.length === 0 ? {} : { kid: Math.min(...scores) }),
    ...(result.error === undefined ? {} : { error: result.error }),
  };
}

function describeSwept(run: SweptRun): string {
  const number = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name} ${value.toFixed(3)}`];
  return [
    describeVariant(run).padEnd(20),
    run.state.padEnd(11),
    `${run.kimg.toFixed(1)} kimg`,
    ...number('D', run.dLoss),
    ...number('G', run.gLoss),
    ...number('diversity', run.diversity),
    ...number('KID', run.kid),
    ...(run.error === undefined ? [] : [run.error.message]),
  ].join('  ');
}
