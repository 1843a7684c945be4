import type { Provenance } from '../../contract/datasets/provenance.ts';

/** False for sets of digits and drawings, which were imported as they are: a face network knows nothing of them. */
export const hasFaces = (provenance: Pick<Provenance, 'imports'> | undefined): boolean =>
  provenance?.imports.some(({ faces }) => faces !== 'as-is') ?? true;
