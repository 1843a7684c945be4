import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { EngineId } from '../../contract/engines.ts';
import type { MeasuredScore } from '../../contract/scores/scores.ts';
import type { ScoreRequest, ScoreTask } from '../../protocol/evaluate.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { randomStream } from '../../protocol/random.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { drawLatents } from '../drawing/draw.ts';
import { decodeSafetensors } from '../files/safetensors.ts';
import type { Embedding } from '../metrics/embeddings/embedding.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { loadRandomNetwork } from '../metrics/embeddings/random-network.ts';
import { type Features, takeRows } from '../metrics/features.ts';
import { randomRows } from '../metrics/half-samples.ts';
import { featureMetrics } from '../metrics/index.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import { PixelSource } from '../training/data/data.ts';
import { measureFeatures } from './feature-scores.ts';
import { openKeptFeatures } from './kept-features.ts';

type Scored = Extract<FromCompute, { type: 'scored' }>;

/**
 * Embeds real pictures once, unless an earlier process has kept what it saw, and then scores one generator after the other
 * on the same latents. Networks are drawn operation by operation: a graph would take longer to compile than it saves.
 */
export async function loadQuickScorer(
  task: ScoreTask,
  engine: EngineId,
): Promise<(request: z.infer<typeof ScoreRequest>) => Promise<Scored>> {
  const { config, count, hasFaces } = task;
  const embedding = hasFaces ? await loadFaceNetwork(engine) : loadRandomNetwork();
  const reals = await embedReals(embedding, task);
  const comparable = embedding.fitTo(reals);
  const rows = Array.from({ length: count }, (_, i) => i);
  const reference = comparable(takeRows(reals, rows));
  const others = comparable(
    takeRows(
      reals,
      rows.map((row) => count + row),
    ),
  );
  const floorOf = (id: 'kid' | 'coverage') => featureMetrics[id].measure(reference, others);
  const floors = { kid: floorOf('kid'), coverage: floorOf('coverage') };
  const weights = architectureOf(config).createGenerator(config);
  const latents = seededLatents(config.seed, 0, count, config.latentSize);

  return async ({ requestId, generatorFile }) => {
    assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
    const fakes = comparable(await embedding.embed(drawLatents(config, weights, latents)));
    const score = (id: 'kid' | 'coverage'): MeasuredScore => ({
      ...measureFeatures(id, embedding.id, reference, fakes),
      floor: floors[id],
    });
    const [kid, coverage] = [score('kid'), score('coverage')];
    const { user, system } = process.cpuUsage();
    return { type: 'scored', requestId, kid, coverage, cpuMs: (user + system) / 1000 };
  };
}

/** Twice as many as are compared: the second half tells what real pictures would score. */
async function embedReals(
  embedding: Embedding,
  { pixelsFile, count, hasFaces }: ScoreTask,
): Promise<Features> {
  const source = new PixelSource(pixelsFile);
  try {
    const rows = randomRows(source.trainedCount, 2 * count, randomStream(0, 'evaluation-reals', 0));
    const kept = openKeptFeatures(pixelsFile, hasFaces ? 'face' : 'random');
    return await kept.complete('reals', [...rows], (missing) => embedding.embed(source.batch(missing)));
  } finally {
    source.close();
  }
}
