import type { FaceConvolutionLayers } from './face-layers.ts';

/** Layers of the judge (`metrics/embeddings/judge-network.ts`). */
export const judgeConvolutions: readonly FaceConvolutionLayers[] = [
  { side: 1, kernel: 3, stride: 1, padding: 'same', widths: '256→256' },
  { side: 3, kernel: 3, stride: 1, padding: 'same', widths: '256→256' },
  { side: 4, kernel: 3, stride: 1, padding: 'same', widths: '256→256' },
  { side: 4, kernel: 3, stride: 2, padding: 'valid', widths: '256→256' },
  { side: 8, kernel: 3, stride: 1, padding: 'same', widths: '128→128' },
  { side: 8, kernel: 3, stride: 2, padding: 'valid', widths: '128→256' },
  { side: 17, kernel: 3, stride: 1, padding: 'same', widths: '64→64' },
  { side: 17, kernel: 3, stride: 2, padding: 'valid', widths: '64→128' },
  { side: 35, kernel: 3, stride: 1, padding: 'same', widths: '32→32' },
  { side: 35, kernel: 3, stride: 2, padding: 'valid', widths: '32→64' },
  { side: 150, kernel: 7, stride: 2, padding: 'valid', widths: '3→32' },
];

/** [numbers in, numbers out] of dense layers. */
export const judgeProducts: readonly (readonly [number, number])[] = [[256, 128]];

/** Its first maps are halved by the largest of 3×3, later ones by the mean of 2×2; parts of windows are left out. */
export const judgePoolings: readonly {
  kind: 'maximum-pooling' | 'average-pooling';
  side: number;
  kernel: number;
  channels: number;
}[] = [
  { kind: 'maximum-pooling', side: 72, kernel: 3, channels: 32 },
  { kind: 'average-pooling', side: 35, kernel: 2, channels: 32 },
  { kind: 'average-pooling', side: 17, kernel: 2, channels: 64 },
  { kind: 'average-pooling', side: 8, kernel: 2, channels: 128 },
  { kind: 'average-pooling', side: 4, kernel: 2, channels: 256 },
];
