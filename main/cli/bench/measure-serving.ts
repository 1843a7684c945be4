import { Agent, request } from 'node:http';
import type { StudioClient } from '../../contract/contract.ts';
import type { JobId, ModelId } from '../../contract/ids.ts';
import { seedRecipe } from '../../contract/latents/recipe.ts';
import { apiLimits } from '../../server/model-api/limits.ts';
import { type RunningModelServer, startModelServer } from '../../server/model-api/model-server.ts';
import { createLogger } from '../../studio/base/log.ts';
import type { ServedModel } from '../../studio/generators/served-model.ts';
import { version } from '../app.ts';
import { inScratchStudio } from './scratch-studio.ts';

export interface ServingRates {
  clients: number;
  /** Faces of each request. */
  faces: number;
  requestsPerSecond: number;
  facesPerSecond: number;
  /** How long a request took, from its first byte to the last one of its PNG. */
  p50Ms: number;
  p99Ms: number;
  /** Faces a second as a part of what the engine draws of the same latents without a server. */
  ratioToBareEngine: number;
}

const clients = 16;
const faces = 4;
const seconds = 4;

/** Serves draft-32 on this machine and asks it from several clients at once, for a few seconds. */
export const measureServing = (): Promise<ServingRates> =>
  inScratchStudio(async (client, studio) => {
    const model = await studio.openModel({ kind: 'model', id: await makeModel(client) });
    const server = await startModelServer({
      model,
      version,
      host: '127.0.0.1',
      port: 0,
      isGuarded: true,
      log: createLogger(() => undefined),
    });
    try {
      const bare = await measureBare(model);
      return { clients, faces, ...(await measureServed(server, bare)) };
    } finally {
      await server.close();
      model.close();
    }
  });

/** How well it draws does not change its speed, so a moment of training is enough to make a generator. */
async function makeModel(client: StudioClient): Promise<ModelId> {
  await ended(client, (await client.datasets.importSample({ name: 'Bench', count: 128 })).jobId);
  const [dataset] = await client.datasets.list();
  const { runId, jobId } = await client.runs.start({
    datasetId: dataset.id,
    preset: 'draft-32',
    mode: 'eager',
    maxKimg: 0.1,
  });
  await ended(client, jobId);
  return (await client.models.promote({ runId })).id;
}

async function ended(client: StudioClient, id: JobId): Promise<void> {
  for await (const job of await client.jobs.watch({ id })) if (job.error) throw new Error(job.error.message);
}

/** Faces a second of the engine alone, in calls as large as the server makes them. */
async function measureBare(model: ServedModel): Promise<number> {
  const rowsOf = (seed: number) =>
    Array.from({ length: apiLimits.batch }, (_, index) => model.rowOf(seedRecipe(seed, index)));
  // The first one loads and compiles.
  await model.draw(rowsOf(0));
  let drawn = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < 1000 * seconds) drawn += (await model.draw(rowsOf(drawn))).count;
  return drawn / ((performance.now() - startedMs) / 1000);
}

async function measureServed(
  server: RunningModelServer,
  bareFacesPerSecond: number,
): Promise<Omit<ServingRates, 'clients' | 'faces'>> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const took: number[] = [];
  const startedMs = performance.now();
  const client = async (number: number) => {
    for (let i = 0; performance.now() - startedMs < 1000 * seconds; i++) {
      const askedMs = performance.now();
      await ask(server, agent, 1000 * number + i);
      took.push(performance.now() - askedMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const elapsed = (performance.now() - startedMs) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  const facesPerSecond = (took.length * faces) / elapsed;
  return {
    requestsPerSecond: took.length / elapsed,
    facesPerSecond,
    p50Ms: took[Math.floor(0.5 * took.length)],
    p99Ms: took[Math.floor(0.99 * took.length)],
    ratioToBareEngine: facesPerSecond / bareFacesPerSecond,
  };
}

/** One request, read to its end. */
const ask = ({ port, token }: RunningModelServer, agent: Agent, seed: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        path: '/faces',
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'image/png',
        },
      },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`answered with ${answer.statusCode}`));
        answer.resume().on('end', resolve).on('error', reject);
      },
    );
    asking.on('error', reject);
    asking.end(JSON.stringify({ count: faces, seed }));
  });
