import type { Preset } from './preset.ts';

/**
 * The first GAN anyone writes: z 100 → 128-256-512-1024 → 28×28 grey, and 512-256-128 → one logit; binary cross-entropy,
 * Adam. With ReLU and Adam's defaults it collapses on faces and on digits within seconds, with R1 and an averaged
 * generator too; leaky ReLU, β₁ 0.5 and R1 (Mescheder et al. 2018) every fourth step keep it alive: digits can be read
 * after 50 kimg. With R1 it needs no batch norm, and takes learning rates of five times the usual 2·10⁻⁴. Pictures are not
 * mirrored, for the sake of digits.
 */
export const classicMlp: Preset = {
  summary: {
    id: 'classic-mlp',
    title: 'Classic MLP',
    summary:
      'The textbook GAN: dense layers on 28-pixel grey pictures. Readable digits in two minutes; faces stay grainy.',
    resolution: 28,
    channels: 'grey',
    parametersMillions: 2.1,
    reaches: { roughKimg: 50, goodKimg: 300 },
  },
  channels: 'grey',
  defaultKimg: 500,
  config: {
    preset: 'classic-mlp',
    architecture: 'mlp',
    resolution: 28,
    latentSize: 100,
    generatorWidths: [128, 256, 512, 1024],
    discriminatorWidths: [512, 256, 128],
    generatorLearningRate: 1e-3,
    discriminatorLearningRate: 1e-3,
    adamBeta1: 0.5,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    batchSize: 64,
    loss: 'non-saturating',
    r1Gamma: 1,
    r1IntervalSteps: 4,
    emaHalfLifeKimg: 5,
    coachActs: false,
    flips: false,
    tickKimg: 8,
    gridRows: 8,
    gridColumns: 8,
  },
};
