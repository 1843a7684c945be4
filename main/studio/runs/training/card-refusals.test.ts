import { describe, expect, it } from 'vitest';
import { type ErrorCode, StudioError } from '../../../contract/errors.ts';
import type { ComputeTask, FromCompute } from '../../../protocol/messages.ts';
import type { ComputeLauncher } from '../../compute-process/compute-launcher.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd } from '../../testing/open-test-studio.ts';
import { standInEngines } from '../../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';

const path = tempFolderPerTest();
const library = drawnLibrary();

/** When a process on the card says that it cannot go on. */
type Moment = (task: ComputeTask, message: FromCompute) => boolean;

const inProofOfOperations: Moment = (task) => task.type === 'prove' && task.subject.kind === 'operations';
const inProofOfRun: Moment = (task) => task.type === 'prove' && task.subject.kind === 'run';
const onceItSteps: Moment = (task, { type }) => task.type === 'train' && type === 'status';
const onceItSaves: Moment = (task, { type }) => task.type === 'train' && type === 'checkpoint';

interface Refusal {
  what: string;
  code: ErrorCode;
  message: string;
  moment: Moment;
  /** Trainings that were begun on the card. */
  trained: number;
}

/** What can be wrong with a card that WebGPU reaches, as the compute process says it. */
const refusals: Refusal[] = [
  {
    what: 'there is no card',
    ...{ code: 'ENGINE_UNAVAILABLE', message: 'WebGPU finds no graphics card.' },
    ...{ moment: inProofOfOperations, trained: 0 },
  },
  {
    what: 'the card is blocked, or another process has it for itself',
    ...{ code: 'ENGINE_UNAVAILABLE', message: 'The driver of the graphics card refuses to compute.' },
    ...{ moment: inProofOfOperations, trained: 0 },
  },
  {
    what: 'the page that has it does not answer',
    code: 'ENGINE_UNAVAILABLE',
    message: 'The page that has the graphics card did not answer for 30 seconds.',
    ...{ moment: inProofOfOperations, trained: 0 },
  },
  {
    what: 'it is lost while the steps are compiled',
    ...{ code: 'CARD_LOST', message: 'The graphics card stopped answering while it computed.' },
    ...{ moment: inProofOfRun, trained: 0 },
  },
  {
    what: 'the whole batch is too large for its limits',
    code: 'MEMORY_SHORT',
    message: 'A step needs 300 MB in one piece on the graphics card, which gives at most 128 MB.',
    ...{ moment: onceItSteps, trained: 1 },
  },
  {
    what: 'two processes on it have too little memory',
    ...{ code: 'MEMORY_SHORT', message: 'The memory of the graphics card does not suffice for a step.' },
    ...{ moment: onceItSteps, trained: 1 },
  },
  {
    what: 'it refuses a step',
    ...{ code: 'ENGINE_UNAVAILABLE', message: 'The graphics card cannot make the steps of this run.' },
    ...{ moment: onceItSteps, trained: 1 },
  },
  {
    what: 'it is lost in the middle of a step, twice',
    ...{ code: 'CARD_LOST', message: 'The graphics card stopped answering while it computed.' },
    ...{ moment: onceItSteps, trained: 2 },
  },
  {
    what: 'it is lost while a checkpoint is read, twice',
    ...{ code: 'CARD_LOST', message: 'The graphics card stopped answering while it computed.' },
    ...{ moment: onceItSaves, trained: 2 },
  },
];

/** One of each moment. */
const asked = ['no card', 'compiled', 'too large', 'middle of a step'];

const next = 'Do something else.';

/** Trains over a card that refuses and a processor that does not; gives what came of it. */
async function train(engine: 'auto' | 'webgpu', { code, message, moment }: Refusal) {
  const { candidates, launch, begun } = standInEngines({
    card: { engine: 'webgpu' },
    processor: { engine: 'wasm' },
  });
  const refusing: ComputeLauncher = (environment) => {
    const inner = launch(environment);
    let task: ComputeTask | undefined;
    return {
      ...{ pid: undefined, onExit: (to) => inner.onExit(to), kill: () => inner.kill() },
      send(sent) {
        if (sent.type === 'task') task = sent.task;
        inner.send(sent);
      },
      onMessage: (listener) =>
        inner.onMessage((heard) => {
          if (task?.engine !== 'webgpu' || !moment(task, heard)) return listener(heard);
          listener({ type: 'failed', error: new StudioError(code, message, { next }).toReport() });
          inner.kill();
        }),
    };
  };
  await using test = await library.open({
    ...{ launchCompute: refusing, engineCache: path('cache') },
    engineCandidates: candidates.map((each) =>
      each.engine === 'webgpu' ? { ...each, trainsOnly: true } : each,
    ),
  });
  const { datasetId } = test;
  const { runId, jobId } = await test.client.runs.start({
    ...{ datasetId, preset: 'draft-32', maxKimg: 0.2, engine },
  });
  await jobEnd(test.client, jobId);
  const run = await test.client.runs.get({ id: runId });
  const { timeline } = await test.client.runs.history({ id: runId });
  const onCard = begun.filter(({ task, settings }) => task.type === 'train' && settings === 'card');
  const { candidates: listed } = await test.client.system.info();
  return {
    run,
    trained: onCard.length,
    said: timeline.map(({ sentence }) => sentence).join('\n'),
    card: listed.find(({ settings }) => settings === 'card'),
  };
}

describe.each(refusals)('where $what', (refusal) => {
  it('a run that takes any engine goes on with the next one, and the reason is kept', async () => {
    const { run, trained, said, card } = await train('auto', refusal);
    expect(run).toMatchObject({ state: 'finished', engineSettings: 'processor' });
    expect(trained).toBe(refusal.trained);
    if (refusal.trained > 0) expect(said).toContain(`Engine card is passed over. ${refusal.message}`);
    else if (refusal.moment === inProofOfRun) expect(said).not.toContain('passed over');
    else expect(card).toMatchObject({ verdict: 'unavailable', reason: refusal.message });
  });
});

it.each(refusals.filter(({ what }) => asked.some((word) => what.includes(word))))(
  'a run that asked for the card ends with the reason where $what',
  async (refusal) => {
    const { run, trained } = await train('webgpu', refusal);
    expect(['failed', 'interrupted']).toContain(run.state);
    expect(trained).toBe(refusal.trained);
    expect(JSON.stringify(run.error)).toContain(refusal.message.slice(0, -1));
  },
);
