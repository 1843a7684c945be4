import type { ServedModel } from '../../studio/generators/served-model.ts';

export type ModelSource = Pick<
  ServedModel,
  'name' | 'hash' | 'resolution' | 'channels' | 'latentSize' | 'rowOf' | 'draw'
>;
