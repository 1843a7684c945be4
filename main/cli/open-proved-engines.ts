import { surveyCards } from '../graphics-cards/survey-cards.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { type ComputeProcesses, computeProcesses } from '../studio/compute-process/compute-processes.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { withRanks } from '../studio/compute-process/launch-ranks.ts';
import { type Candidate, candidatesHere } from '../studio/engines/candidates.ts';
import { cardCandidates } from '../studio/engines/card-candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';
import { provedLauncher } from '../studio/engines/proved-launcher.ts';
import { computeEntry } from './app.ts';
import { ranksHere } from './rank-option.ts';

/**
 * Compute processes that run with a proved engine, for a program that opens no library; so many ranks share a training.
 * ENGINE_UNAVAILABLE where MPI is needed and not set up.
 */
export async function openProvedCompute(ranks = 1): Promise<ComputeProcesses> {
  const choice = ranksHere(ranks);
  const engines = await openProvedEngines();
  const log = createLogger(() => undefined);
  const fork = forkCompute(computeEntry, log);
  const launch = choice === undefined ? fork : withRanks(fork, { ...choice, entry: computeEntry, log });
  return computeProcesses(provedLauncher(launch, engines), engines.refuseFinder.bind(engines), ranks);
}

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
  });
}
