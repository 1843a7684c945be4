import { z } from 'zod';
import type { Side } from '../pictures.ts';

/** A pair of networks, by the name that `compute/networks` knows it by. */
export const ArchitectureId = z.enum([
  'dcgan',
  'style-dcgan',
  'residual',
  'mlp',
  'classic-dcgan',
  'wgan-gp',
  'sngan',
]);
export type ArchitectureId = z.infer<typeof ArchitectureId>;

/** What has to be known of networks before they are made. */
interface ArchitectureFacts {
  /** Sides of the pictures that they can make. */
  sides: readonly Side[];
  /** How many widths each network has for pictures of a side; absent = any number. */
  generatorLayers?(side: number): number;
  discriminatorLayers?(side: number): number;
  /** They normalise over the batch, so that its parts cannot be worked through one after the other. */
  hasBatchNorm: boolean;
  /** Every width of the generator has a latent of its own, of length √n; otherwise one latent sets the first layer. */
  isStyled: boolean;
}

/** Layers that double a 4×4 map up to the picture. */
const doublings = (side: number) => Math.log2(side / 4);
/** Feature maps from 4×4 up to the picture's own side. */
const maps = (side: number) => doublings(side) + 1;

const convolutional: readonly Side[] = [32, 64, 128, 256];

export const architectureFacts: Readonly<Record<ArchitectureId, ArchitectureFacts>> = {
  dcgan: {
    sides: convolutional,
    generatorLayers: doublings,
    discriminatorLayers: doublings,
    hasBatchNorm: false,
    isStyled: true,
  },
  'style-dcgan': {
    sides: convolutional,
    generatorLayers: doublings,
    discriminatorLayers: doublings,
    hasBatchNorm: false,
    isStyled: true,
  },
  residual: {
    sides: convolutional,
    generatorLayers: maps,
    discriminatorLayers: maps,
    hasBatchNorm: false,
    isStyled: true,
  },
  // Larger pictures would take hundreds of millions of weights.
  mlp: { sides: [28, 32, 64], hasBatchNorm: false, isStyled: false },
  'classic-dcgan': {
    sides: convolutional,
    generatorLayers: doublings,
    discriminatorLayers: doublings,
    hasBatchNorm: true,
    isStyled: false,
  },
  'wgan-gp': {
    sides: convolutional,
    generatorLayers: maps,
    discriminatorLayers: maps,
    hasBatchNorm: true,
    isStyled: false,
  },
  sngan: {
    sides: convolutional,
    generatorLayers: maps,
    discriminatorLayers: maps,
    hasBatchNorm: true,
    isStyled: false,
  },
};
