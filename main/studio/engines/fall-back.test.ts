import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd } from '../testing/open-test-studio.ts';
import { type Failing, type StandIn, standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';

/** The studio over engines that fail in use, after a right proof. */

const path = tempFolderPerTest();
const library = drawnLibrary();

function open(standIns: Record<string, StandIn>) {
  const { candidates, launch, begun } = standInEngines(standIns);
  return {
    begun,
    opened: library.open({
      ...{ launchCompute: launch, engineCache: path('cache'), engineCandidates: candidates },
    }),
  };
}

/** Ways in which a process fails, each decided at another place, and what people read of it. */
const failings: [Failing, RegExp][] = [
  ['SIGFPE', /SIGFPE/],
  ['SIGABRT', /SIGABRT/],
  ['leaves', /ended before its work was done/],
];

it.each(failings)(
  'a training that fails by %s goes on under the next settings, in the end WebAssembly, and says so',
  async (how, words) => {
    const dies: StandIn = {
      work: (message, { type }) => (type === 'train' && message.type === 'status' ? how : undefined),
    };
    const { opened, begun } = open({ onednn: dies, eigen: dies, simd: { engine: 'wasm' } });
    await using test = await opened;
    const { datasetId } = test;
    const start = { datasetId, preset: 'draft-32', maxKimg: 0.2 } as const;
    const { runId, jobId } = await test.client.runs.start(start);
    expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
    expect(await test.client.runs.get({ id: runId })).toMatchObject({
      state: 'finished',
      engineSettings: 'simd',
    });
    const trained = begun.flatMap(({ task, settings }) => (task.type === 'train' ? [settings] : []));
    expect(trained).toEqual(['onednn', 'eigen', 'simd']);
    const { timeline } = await test.client.runs.history({ id: runId });
    const lines = timeline.map(({ sentence }) => sentence).filter((line) => line.includes('passed over'));
    expect(lines).toEqual([
      expect.stringMatching(/^Engine onednn is passed over.* goes on from 0 kimg/),
      expect.stringMatching(/^Engine eigen is passed over/),
    ]);
    for (const line of lines) expect(line).toMatch(words);
    // Another run of the kind does not try them again.
    const again = await test.client.runs.start(start);
    expect(await jobEnd(test.client, again.jobId)).toMatchObject({ state: 'done' });
    expect(begun.flatMap(({ task, settings }) => (task.type === 'train' ? [settings] : []))).toHaveLength(4);
  },
);

it.each(failings)(
  'an import is done when the finder fails by %s over each picture, though its proof was right',
  async (how, words) => {
    const { opened, begun } = open({ onednn: { find: () => how }, eigen: {} });
    await using test = await opened;
    for (let i = 0; i < 12; i++) {
      const create = {
        width: 300,
        height: 200,
        channels: 3,
        background: { r: 20 * i, g: 90, b: 60 },
      } as const;
      await sharp({ create })
        .png()
        .toFile(path(`${i}.png`));
    }
    const paths = Array.from({ length: 12 }, (_, i) => path(`${i}.png`));
    const { jobId } = await test.client.datasets.import({ name: 'Photos', paths, faces: 'align', size: 64 });
    const job = await jobEnd(test.client, jobId);
    expect(job).toMatchObject({
      state: 'done',
      result: { files: { seen: 12 }, quarantined: [], facesPerFile: [0, 12] },
    });
    if (job.result?.kind !== 'import') throw new Error('no import');
    expect(job.result.notices).toEqual([expect.stringMatching(/^Engine onednn is not used /)]);
    expect(job.result.notices?.[0]).toMatch(words);
    // The next import knows.
    const before = begun.length;
    const next = await test.client.datasets.import({ name: 'Again', paths, faces: 'align', size: 64 });
    expect(await jobEnd(test.client, next.jobId)).toMatchObject({ state: 'done' });
    expect(begun.slice(before).map(({ settings }) => settings)).not.toContain('onednn');
  },
);

it.each(failings)(
  'faces are drawn and a model is scored when an engine fails by %s at it',
  async (how, words) => {
    const onlyTrains: StandIn = {
      work: ({ type }) => (type === 'generated' || type === 'evaluated' ? how : undefined),
    };
    const { opened } = open({ onednn: onlyTrains, simd: { engine: 'wasm' } });
    await using test = await opened;
    const { datasetId } = test;
    const { runId, jobId } = await test.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.2 });
    await jobEnd(test.client, jobId);
    const from = { kind: 'run', id: runId } as const;
    expect((await test.client.faces.generate({ from, count: 3 })).faces).toHaveLength(3);
    // Settings say that the engine is passed over, and why.
    const { candidates } = await test.client.system.info();
    expect(candidates.find(({ settings }) => settings === 'onednn')?.reason).toMatch(words);
    const model = await test.client.models.promote({ runId, name: 'Kept' });
    const evaluation = await test.client.models.evaluate({ from: { kind: 'model', id: model.id } });
    expect(await jobEnd(test.client, evaluation.jobId)).toMatchObject({ state: 'done' });
  },
);

it('one picture over which every finder dies is set aside alone, with the signal', async () => {
  const find = (width: number) => (width === 310 ? ('SIGSEGV' as const) : ('right' as const));
  const { opened } = open({ onednn: { find }, eigen: { find }, simd: { engine: 'wasm', find } });
  await using test = await opened;
  for (const width of [300, 310, 320]) {
    const create = { width, height: 200, channels: 3, background: { r: width - 260, g: 9, b: 6 } } as const;
    await sharp({ create })
      .png()
      .toFile(path(`${width}.png`));
  }
  const paths = [300, 310, 320].map((width) => path(`${width}.png`));
  for (const faces of ['align', 'auto'] as const) {
    const { jobId } = await test.client.datasets.import({ name: faces, paths, faces, size: 64 });
    const { result } = await jobEnd(test.client, jobId);
    expect(result).toMatchObject({
      faces: 'align',
      quarantined: [
        { file: '310.png', reason: expect.stringMatching(/^the face finder stopped.*SIGSEGV\)$/) },
      ],
    });
    expect(result).not.toHaveProperty('notices');
  }
});
