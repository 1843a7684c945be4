import { fileURLToPath } from 'node:url';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { candidatesHere } from '../studio/engines/candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';

/**
 * Before the unit tests: tests that load TensorFlow themselves get the settings that compute rightly on this machine, as
 * the studio's own processes do. Where TensorFlow is not set up, or nothing of it is right, they run on WebAssembly.
 */
export default async function setup(): Promise<void> {
  const log = createLogger(() => undefined);
  const launch = forkCompute(fileURLToPath(new URL('../compute/main.ts', import.meta.url)), log);
  for (const candidate of candidatesHere()) {
    if (candidate.engine !== 'tensorflow') continue;
    const engines = new ProvedEngines({ launch, folder: cacheDir(), log, candidates: [candidate] });
    const [known] = await engines.list(0, 'missing');
    if (known.verdict === 'unavailable') return;
    if (known.verdict !== 'right' || known.facesReason !== undefined) continue;
    Object.assign(process.env, candidate.environment);
    return;
  }
}
