import { availableParallelism } from 'node:os';
import type { EngineCandidate } from '../contract/engines.ts';
import { openProvedEngines } from './open-proved-engines.ts';

/** Started by `npm run setup:tensorflow` at its end: proves TensorFlow on this machine and says in one line what came of it. */

const engines = await openProvedEngines(({ engine }) => engine === 'tensorflow');
console.log(
  'TensorFlow: proving that it computes rightly on this machine (half a minute for each way, once)',
);
console.log(describe(await engines.list(0, 'again')));

function describe(candidates: readonly EngineCandidate[]): string {
  const isRight = ({ verdict, facesReason }: EngineCandidate) =>
    verdict === 'right' && facesReason === undefined;
  const right = candidates.find(isRight);
  const threads = availableParallelism();
  const beginning =
    right === undefined
      ? 'Nothing of TensorFlow computes rightly on this machine, so Faceloom uses its wasm engine'
      : `${right.title}, ${threads} ${threads === 1 ? 'thread' : 'threads'}: right here`;
  const others = candidates
    .filter((candidate) => !isRight(candidate))
    .map(
      ({ title, reason, facesReason }) =>
        `; ${title} is not used: ${(reason ?? facesReason ?? 'it was not tried').replace(/\.$/, '')}`,
    );
  return `${beginning}${others.join('')}.`;
}
