import { z } from 'zod';

/** Random changes that the discriminator sees of real and of generated pictures (Zhao et al. 2020, DiffAugment). */
export const Augmentation = z.enum(['colour', 'translation', 'cutout']);
export type Augmentation = z.infer<typeof Augmentation>;

/** What a discriminator and a generator are asked to make small; formulas in `compute/training/objective/losses.ts`. */
export const LossId = z.enum(['non-saturating', 'relativistic', 'wasserstein', 'hinge']);
export type LossId = z.infer<typeof LossId>;

/** Where a hyper-parameter stands in the expert panel, in its order. */
export const HyperParameterGroup = z.enum([
  'Steps',
  'Loss and penalties',
  'Small datasets',
  'Networks',
  'Optimiser',
  'Sample grid',
]);
export type HyperParameterGroup = z.infer<typeof HyperParameterGroup>;

const widths = z.array(z.int().min(1).max(4096)).min(1).max(8);
const learningRate = z.number().positive().max(1);

/**
 * Everything about training that a user may set by hand, in the order in which it is offered. Titles, units and sentences
 * are what the expert panel shows. Lengths are in kimg: thousand images shown to the discriminator.
 */
export const HyperParameters = z
  .strictObject({
    batchSize: z.int().min(2).max(1024).meta({
      group: 'Steps',
      title: 'Batch size',
      unit: 'images',
      description: 'Pictures in one step; larger is steadier, and takes more memory and time a step.',
    }),
    microBatches: z.int().min(1).max(512).meta({
      group: 'Steps',
      title: 'Parts of a batch',
      unit: 'parts',
      description:
        'A batch is worked through in so many parts, one after the other: less memory for a little more time.',
    }),
    generatorLearningRate: learningRate.meta({
      group: 'Steps',
      title: 'Learning rate of the generator',
      description: 'Size of its steps (Adam); too large makes the losses jump, too small wastes time.',
    }),
    discriminatorLearningRate: learningRate.meta({
      group: 'Steps',
      title: 'Learning rate of the discriminator',
      description: 'Size of its steps (Adam); lower it when the discriminator wins too easily.',
    }),
    learningRateConstantKimg: z.number().min(0).meta({
      group: 'Steps',
      title: 'Learning rates stay for',
      unit: 'kimg',
      description:
        'Then both fall with the root of the images, to half at four times this length, whatever length the run has (Karras et al. 2024); 0 keeps them as they are.',
    }),
    learningRateDecayKimg: z.number().min(0).meta({
      group: 'Steps',
      title: 'Learning rates fall over',
      unit: 'kimg',
      description: 'Both fall in a straight line to nothing over this length; 0 keeps them as they are.',
    }),
    loss: LossId.meta({
      group: 'Loss and penalties',
      title: 'Loss',
      description: 'What the two networks play for; relativistic is the steadiest, with both penalties on.',
    }),
    discriminatorSteps: z.int().min(1).max(20).meta({
      group: 'Steps',
      title: 'Discriminator steps',
      unit: 'for each generator step',
      description:
        'How often the discriminator learns before the generator does; 5 for a Wasserstein critic.',
    }),
    r1Gamma: z.number().min(0).meta({
      group: 'Loss and penalties',
      title: 'γ of R1',
      description:
        'Smooths the discriminator around real pictures (Mescheder et al. 2018): raise it when training jumps, lower it when faces stay blurred.',
    }),
    r2Gamma: z.number().min(0).meta({
      group: 'Loss and penalties',
      title: 'γ of R2',
      description:
        'The same around generated pictures (Roth et al. 2017); use it with the relativistic loss.',
    }),
    r1IntervalSteps: z.int().min(1).max(64).meta({
      group: 'Loss and penalties',
      title: 'Penalties every',
      unit: 'steps',
      description:
        'They are taken every this many steps and weighted as much more (Karras et al. 2020), which saves time.',
    }),
    gammaDecayKimg: z.number().min(0).meta({
      group: 'Loss and penalties',
      title: 'γ falls over',
      unit: 'kimg',
      description: 'Both γ fall along a cosine over this length; 0 keeps them as they are.',
    }),
    gammaEnd: z.number().min(0).max(1).meta({
      group: 'Loss and penalties',
      title: 'γ falls to',
      unit: 'of its start',
      description: 'What is left of both γ after that length.',
    }),
    projectedWeight: z.number().min(0).meta({
      group: 'Loss and penalties',
      title: 'Weight of the face network',
      description:
        'Beside the discriminator, small heads judge what a fixed face network sees of the pictures (Sauer et al. 2021): faces take shape much sooner. 0 = none.',
    }),
    gradientPenalty: z.number().min(0).meta({
      group: 'Loss and penalties',
      title: 'λ of the slope penalty',
      description:
        'Holds a critic’s slope between real and generated pictures at 1 (WGAN-GP, Gulrajani et al. 2017); 0 = none.',
    }),
    augmentations: z.array(Augmentation).max(3).meta({
      group: 'Small datasets',
      title: 'Augmentations',
      description:
        'Random changes through which the discriminator sees all pictures, so that it learns few of them by heart.',
    }),
    augmentProbability: z.number().min(0).max(1).meta({
      group: 'Small datasets',
      title: 'Chance of an augmentation',
      unit: '0–1',
      description: 'For each picture and kind of change; with a target, where it starts.',
    }),
    augmentTarget: z.number().min(0).max(1).meta({
      group: 'Small datasets',
      title: 'Overfitting to steer to',
      unit: '0–1',
      description:
        'Raises and lowers the chance so that held-out pictures look this much falser than known ones (ADA, Karras et al. 2020); 0 = the chance stays.',
    }),
    leCamWeight: z.number().min(0).meta({
      group: 'Small datasets',
      title: 'λ of LeCam',
      description:
        'Pulls the discriminator’s outputs towards their averages (Tseng et al. 2021); helps below 1,000 pictures. 0 = none.',
    }),
    reconstructionWeight: z.number().min(0).meta({
      group: 'Small datasets',
      title: 'Weight of the decoder',
      description:
        'The discriminator must also be able to draw its pictures again (Liu et al. 2021); for residual networks with fewer than 1,000 pictures. 0 = none.',
    }),
    emaHalfLifeKimg: z.number().min(0).meta({
      group: 'Networks',
      title: 'Half-life of the average',
      unit: 'kimg',
      description:
        'Faces are drawn with an average of the generator’s past weights; longer is smoother and slower to follow. 0 keeps none.',
    }),
    flips: z.boolean().meta({
      group: 'Small datasets',
      title: 'Mirror pictures',
      description:
        'Half of the pictures are shown mirrored left to right; turn it off for letters and digits.',
    }),
    latentSize: z.int().min(1).max(1024).meta({
      group: 'Networks',
      title: 'Latent size',
      unit: 'numbers',
      description: 'How many random numbers one face is drawn from.',
    }),
    generatorWidths: widths.meta({
      group: 'Networks',
      title: 'Widths of the generator',
      unit: 'feature maps',
      description:
        'Of each layer, from the latent to the picture; how many there are depends on the picture’s size.',
    }),
    discriminatorWidths: widths.meta({
      group: 'Networks',
      title: 'Widths of the discriminator',
      unit: 'feature maps',
      description: 'Of each layer, from the picture inwards.',
    }),
    adamBeta1: z.number().min(0).lt(1).meta({
      group: 'Optimiser',
      title: 'β₁ of Adam',
      unit: '0–1',
      description: 'How much of the last direction a step keeps; GANs want little.',
    }),
    adamBeta2: z.number().min(0).lt(1).meta({
      group: 'Optimiser',
      title: 'β₂ of Adam',
      unit: '0–1',
      description: 'How long the size of past gradients counts.',
    }),
    adamEpsilon: z.number().positive().max(1).meta({
      group: 'Optimiser',
      title: 'ε of Adam',
      description: 'Keeps steps finite where gradients vanish.',
    }),
    freezeLayers: z.int().min(0).max(8).meta({
      group: 'Small datasets',
      title: 'Frozen layers',
      unit: 'layers',
      description:
        'Layers of the discriminator, from the picture inwards, that do not learn; for fine-tuning on few pictures (Mo et al. 2020).',
    }),
    tickKimg: z.number().positive().meta({
      group: 'Sample grid',
      title: 'Sample grid every',
      unit: 'kimg',
      description: 'How often faces are drawn and health is checked.',
    }),
    gridRows: z.int().min(1).max(16).meta({
      group: 'Sample grid',
      title: 'Rows of the sample grid',
      unit: 'faces',
      description: 'Faces above each other.',
    }),
    gridColumns: z.int().min(1).max(16).meta({
      group: 'Sample grid',
      title: 'Columns of the sample grid',
      unit: 'faces',
      description: 'Faces beside each other.',
    }),
  })
  .partial();
export type HyperParameters = z.infer<typeof HyperParameters>;
export type HyperParameter = keyof HyperParameters;
