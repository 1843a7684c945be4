import type { ComparedSubject } from '../../contract/compare/compare.ts';
import { isMeasured, type MeasuredScore } from '../../contract/scores/scores.ts';

type Subject = Pick<
  ComparedSubject,
  | 'label'
  | 'resolution'
  | 'channels'
  | 'latentSize'
  | 'datasetName'
  | 'setHash'
  | 'hasDataset'
  | 'scores'
  | 'scoredBy'
  | 'scoredAgainst'
>;

/** What of several generators cannot be compared, as full sentences; and whether their scores are on one scale. */
export function findCaveats(subjects: readonly Subject[]): { caveats: string[]; isOneScale: boolean } {
  const scored = subjects.filter(({ scoredBy }) => scoredBy !== undefined);
  const scales = [
    ...tell(
      groupBy(subjects, ({ resolution }) => `${resolution} × ${resolution} pixels`),
      'Pictures have different sizes',
      'scores are measured at each one’s own size and cannot be compared across sizes.',
    ),
    ...tell(
      groupBy(subjects, ({ channels }) => (channels === 1 ? 'grey' : 'colour')),
      'Some draw in grey and some in colour',
      'their scores cannot be compared.',
    ),
    ...tell(
      groupBy(scored, ({ scoredAgainst }) => scoredAgainst ?? 'nothing'),
      'They were measured against different pictures, or different versions of a set',
      'such scores are different scales.',
    ),
    ...tell(
      groupBy(scored, (subject) => kidOf(subject)?.embedding ?? 'none'),
      'Their headline scores see pictures through different embeddings',
      'they cannot be compared.',
    ),
  ];
  const others = [
    ...tell(
      groupBy(subjects, ({ latentSize }) => `${latentSize} numbers`),
      'Latents have different lengths',
      'the same seed gives them latents that have nothing to do with each other.',
    ),
    ...tell(
      groupBy(scored, (subject) => countOf(kidOf(subject))),
      'Scores come from different numbers of pictures',
      'FID falls with more pictures and can only be compared at equal numbers; KID can, within its interval.',
    ),
    ...goneDatasets(subjects),
  ];
  return { caveats: [...scales, ...others], isOneScale: scales.length === 0 };
}

/** A sentence when there are several groups: what differs, who is in which, and what follows. */
function tell(groups: ReadonlyMap<string, string[]>, what: string, consequence: string): string[] {
  if (groups.size < 2) return [];
  const parts = [...groups].map(([value, names]) => `${value}: ${names.join(', ')}`);
  return [`${what} (${parts.join('; ')}): ${consequence}`];
}

function goneDatasets(subjects: readonly Subject[]): string[] {
  const gone = subjects.filter(({ hasDataset, setHash }) => !hasDataset && setHash !== undefined);
  return [...groupBy(gone, ({ datasetName }) => datasetName)].map(
    ([dataset, names]) =>
      `The dataset “${dataset}” is no longer in the library: scores of ${names.join(', ')} that were measured stay readable, but distances to its pictures (KID, FID, precision, recall, density, coverage, memorisation) can no longer be computed.`,
  );
}

function groupBy(subjects: readonly Subject[], keyOf: (subject: Subject) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const subject of subjects) {
    const value = keyOf(subject);
    groups.set(value, [...(groups.get(value) ?? []), subject.label]);
  }
  return groups;
}

const kidOf = ({ scores: { kid } }: Subject): MeasuredScore | undefined =>
  kid !== undefined && isMeasured(kid) ? kid : undefined;

const countOf = (score: MeasuredScore | undefined): string =>
  score === undefined ? 'no KID' : `${score.n} pictures`;
