import { type FindingKind, findingCatalogue } from '../../../contract/datasets/findings.ts';

export const bitsOf = (found: Iterable<FindingKind>): number => {
  let bits = 0;
  for (const kind of found) bits |= 1 << kinds.indexOf(kind);
  return bits;
};

/** Kinds by their bit: the library stores the findings of a picture as one number. */
const kinds = Object.keys(findingCatalogue) as FindingKind[];

export const findingsOf = (bits: number): FindingKind[] =>
  kinds.filter((_, place) => (bits & (1 << place)) !== 0);

export const everyFinding: readonly FindingKind[] = kinds;
