import type { CopyCheck } from '../../../main/contract/faces/faces.ts';

/** What a check comes to. */
export function describeCopy({ verdict }: Pick<CopyCheck, 'verdict'>): string {
  switch (verdict) {
    case 'copy':
      return 'A near-copy.';
    case 'close':
      return 'Unusually close.';
    case 'new':
      return 'No copy.';
    case 'unclear':
      return 'Cannot be said.';
  }
}

/** The number it rests on, beside that of unseen pictures. */
export function describeNearness({ by, distance, compared }: CopyCheck): string {
  if (compared === undefined)
    return 'There are too few held-out pictures to know how near an unseen one is; import more.';
  const what = by === 'person' ? 'The person is' : 'Its pixels are';
  const share = compared.usual > 0 ? Math.round((100 * distance) / compared.usual) : 100;
  const nearer = Math.round(100 * compared.nearer);
  const others = nearer === 0 ? 'No unseen picture is' : `${nearer} % of unseen pictures are`;
  return `${what} at ${share} % of the usual distance of unseen pictures. ${others} as near.`;
}
