import { expect, it } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { JobId, RunId } from '../contract/ids.ts';
import type { Job } from '../contract/system/jobs.ts';
import { followJob } from './follow-job.ts';
import { Output } from './output.ts';

const running: Job = {
  id: JobId.parse('job-1'),
  kind: 'train',
  title: 'Training',
  state: 'running',
  startedAt: '2026-01-01T00:00:00.000Z',
};
const done: Job = { ...running, state: 'done', result: { kind: 'train', runId: RunId.parse('run-1') } };

/** What was said to people. */
class Said extends Output {
  readonly lines: string[] = [];
  override say(line: string): void {
    this.lines.push(line);
  }
}

/** What this process does on Ctrl-C since the job is followed. */
const pressCtrlC = () => process.listeners('SIGINT').at(-1)?.('SIGINT');

it('follows a job on where it could not be interrupted, and asks again the next time', async () => {
  const output = new Said(true);
  let asked = 0;
  const ended = async () => {
    asked += 1;
    throw new StudioError('RUN_STATE', 'The run is not training.', { next: 'Resume it.' });
  };
  const untilSaid = async (count: number) => {
    while (output.lines.length < count) await Promise.resolve();
  };
  const client = {
    jobs: {
      cancel: async () => undefined,
      async watch() {
        return (async function* () {
          yield running;
          for (const count of [1, 2]) {
            pressCtrlC();
            await untilSaid(count);
          }
          yield done;
        })();
      },
    },
  };
  const followed = await followJob(client, running.id, 'train', output, ended);
  expect(followed).toEqual(done.result);
  expect(asked).toBe(2);
  expect(output.lines).toEqual(Array(2).fill('The run is not training. Resume it.'));
});
