import { availableParallelism } from 'node:os';
import type { EngineCandidate } from '../contract/engines.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { candidatesHere } from '../studio/engines/candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';
import { computeEntry } from './app.ts';

/** Started by `npm run setup:tensorflow` at its end: proves TensorFlow on this processor and says in one line what came of it. */

const log = createLogger(() => undefined);
const engines = new ProvedEngines({
  launch: forkCompute(computeEntry, log),
  folder: cacheDir(),
  log,
  candidates: candidatesHere().filter(({ engine }) => engine === 'tensorflow'),
});
console.log('TensorFlow: proving that it computes rightly on this processor (half a minute, once)');
console.log(describe(await engines.list(0, 'again')));

function describe(candidates: readonly EngineCandidate[]): string {
  const isRight = ({ verdict, facesReason }: EngineCandidate) =>
    verdict === 'right' && facesReason === undefined;
  const right = candidates.find(isRight);
  const threads = availableParallelism();
  const beginning =
    right === undefined
      ? 'Nothing of TensorFlow computes rightly on this processor, so Faceloom uses its wasm engine'
      : `${right.title}, ${threads} ${threads === 1 ? 'thread' : 'threads'}: right on this processor`;
  const others = candidates
    .filter((candidate) => !isRight(candidate))
    .map(
      ({ title, reason, facesReason }) =>
        `; ${title} is not used: ${(reason ?? facesReason ?? 'it was not tried').replace(/\.$/, '')}`,
    );
  return `${beginning}${others.join('')}.`;
}
