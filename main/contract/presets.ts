import { z } from 'zod';

export const PresetId = z.enum([
  'draft-32',
  'standard-64',
  'high-128',
  'max-256',
  'classic-mlp',
  'classic-dcgan',
  'classic-wgan-gp',
  'classic-sngan',
]);
export type PresetId = z.infer<typeof PresetId>;
