import { surveyCards } from '../graphics-cards/survey-cards.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { type Candidate, candidatesHere } from '../studio/engines/candidates.ts';
import { cardCandidates } from '../studio/engines/card-candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';
import { computeEntry } from './app.ts';

/** Engines of this machine with those of its cards, for commands that open no library. */
export async function openProvedEngines(
  isMeant: (candidate: Candidate) => boolean = () => true,
): Promise<ProvedEngines> {
  const log = createLogger(() => undefined);
  const candidates = candidatesHere(process.env, cardCandidates(await surveyCards()));
  return new ProvedEngines({
    launch: forkCompute(computeEntry, log),
    folder: cacheDir(),
    log,
    candidates: candidates.filter(isMeant),
    times: process.env['FACELOOM_ENGINE_CHOICE'] !== 'first',
  });
}
