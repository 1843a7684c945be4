import type { EngineCandidate } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { CandidateProofs } from './candidate-proofs.ts';
import type { Candidate } from './candidates.ts';
import { type Asking, describe, modesOf } from './choices.ts';
import type { ProofRecord } from './records.ts';

/** A candidate as people are told of it, with how it compares to the others of its group. */
interface Listed {
  entry: EngineCandidate;
  group: number;
  /** The highest is chosen of those that are right in the first group that has any. */
  speed: number;
  /** False where nothing takes it by itself for what is listed. */
  competes: boolean;
}

export interface ListOptions {
  threads: number;
  /** Makes the proofs that are missing, or with 'again' all. */
  prove: 'no' | 'missing' | 'again';
  asking: Asking;
}

/** Every candidate with what is known of it; the one that work without a preset of its own is done with is marked. */
export async function listCandidates(
  groups: readonly (readonly Candidate[])[],
  proofs: CandidateProofs,
  { threads, prove, asking }: ListOptions,
): Promise<EngineCandidate[]> {
  const listed: Listed[] = [];
  for (const [group, candidates] of groups.entries()) {
    for (const candidate of candidates) {
      if (prove === 'again') await proofs.forget(candidate);
      const known = await proofs.known(candidate, threads);
      const record = prove === 'no' ? known.operations : await proofs.operations(candidate, threads, asking);
      const finder =
        record?.verdict !== 'right'
          ? undefined
          : prove === 'no'
            ? known.finder
            : await proofs.finder(candidate, asking);
      const facesReason = finder?.verdict === 'right' ? undefined : finder?.reason;
      const entry = {
        ...describe(candidate, threads),
        ...verdictOf(record),
        ...formsOf(record),
        ...(facesReason === undefined ? {} : { facesReason }),
        chosen: false,
      };
      listed.push({
        entry,
        group,
        speed: -(record?.ms ?? 0),
        competes: !candidate.isOnRequest && !candidate.trainsOnly,
      });
    }
  }
  return withChosen(listed);
}

/** The candidates of one run, timed and proved, the chosen one marked. */
export async function listForRun(
  groups: readonly (readonly Candidate[])[],
  proofs: CandidateProofs,
  config: RunConfig,
  { threads, asking }: { threads: number; asking: Asking & { references: string } },
): Promise<EngineCandidate[]> {
  const listed: Listed[] = [];
  for (const [group, candidates] of groups.entries()) {
    for (const candidate of candidates) {
      const operations = await proofs.operations(candidate, threads, asking);
      for (const mode of modesOf(candidate, { asked: 'auto', expected: 'graph' }, config)) {
        const choice = { candidate, mode, forms: operations.forms };
        const record =
          operations.verdict === 'right' ? await proofs.run(choice, config, threads, asking) : operations;
        const timed =
          record.verdict === 'right' ? await proofs.timed(choice, config, threads, asking) : undefined;
        const imagesPerSecond = timed?.imagesPerSecond;
        const entry = {
          ...describe(candidate, threads, { mode, config }),
          mode,
          ...(timed?.reason === undefined ? {} : { reason: timed.reason }),
          ...verdictOf(record),
          ...formsOf(operations),
          ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
          chosen: false,
        };
        listed.push({
          entry,
          group,
          speed: imagesPerSecond ?? 0,
          competes: !candidate.isOnRequest,
        });
      }
    }
  }
  return withChosen(listed);
}

const verdictOf = (record: ProofRecord | undefined) => ({
  verdict: record?.verdict ?? ('untried' as const),
  ...(record?.reason === undefined ? {} : { reason: record.reason }),
  ...(record?.worstDeviation === undefined ? {} : { worstDeviation: record.worstDeviation }),
});

const formsOf = (record: ProofRecord | undefined) =>
  record?.forms === undefined ? {} : { kernelForms: record.forms };

function withChosen(listed: readonly Listed[]): EngineCandidate[] {
  const right = listed.filter(({ entry, competes }) => entry.verdict === 'right' && competes);
  const [chosen] = right.toSorted((a, b) => a.group - b.group || b.speed - a.speed);
  return listed.map(({ entry }) => ({ ...entry, chosen: entry === chosen?.entry }));
}
