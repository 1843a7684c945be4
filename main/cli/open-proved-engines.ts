import { surveyCards } from '../graphics-cards/survey-cards.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { type ComputeProcesses, computeProcesses } from '../studio/compute-process/compute-processes.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { type Candidate, candidatesHere } from '../studio/engines/candidates.ts';
import { cardCandidates } from '../studio/engines/card-candidates.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';
import { provedLauncher } from '../studio/engines/proved-launcher.ts';
import { computeEntry } from './app.ts';

/** Compute processes that run with a proved engine, for a program that opens no library. */
export async function openProvedCompute(): Promise<ComputeProcesses> {
  const engines = await openProvedEngines();
  const launch = forkCompute(
    computeEntry,
    createLogger(() => undefined),
  );
  return computeProcesses(provedLauncher(launch, engines), engines.refuseFinder.bind(engines));
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
    times: process.env['FACELOOM_ENGINE_CHOICE'] !== 'first',
  });
}
