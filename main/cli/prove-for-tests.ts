import { fileURLToPath } from 'node:url';
import type { EngineId } from '../contract/engines.ts';
import { StudioError } from '../contract/errors.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import type { Candidate } from '../studio/engines/candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';

/**
 * Before the unit tests: tests that load TensorFlow themselves get the settings that compute rightly on this machine, as
 * the studio's own processes do. Where TensorFlow is not set up, or nothing of it is right, they run on WebAssembly, which
 * is proved meanwhile: programs that tests start would each prove it for themselves.
 */
export default async function setup(): Promise<void> {
  const log = createLogger(() => undefined);
  const launch = forkCompute(fileURLToPath(new URL('../compute/main.ts', import.meta.url)), log);
  const engines = new ProvedEngines({ launch, folder: cacheDir(), log, times: false });
  const [tensorflow] = await Promise.all([
    firstRight(engines, 'tensorflow', true),
    firstRight(engines, 'wasm', false),
  ]);
  Object.assign(process.env, tensorflow?.environment);
}

async function firstRight(
  engines: ProvedEngines,
  engine: EngineId,
  seesFaces: boolean,
): Promise<Candidate | undefined> {
  try {
    return (await engines.forWork({ name: 'tests', seesFaces }, engine, 0)).candidate;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'ENGINE_UNAVAILABLE') return undefined;
    throw error;
  }
}
