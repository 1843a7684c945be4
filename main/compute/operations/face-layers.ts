import type { ConvolutionLayers } from './preset-layers.ts';

/** Layers of the three networks of the face finder (BlazeFace, mesh, description): they see one picture at a time. */
export const faceConvolutions: readonly FaceConvolutionLayers[] = [
  { side: 3, kernel: 1, stride: 1, padding: 'valid', widths: '32→32 128→32 128→128' },
  { side: 3, kernel: 3, stride: 3, padding: 'valid', widths: '32→1 32→266 32→1404' },
  { side: 6, kernel: 1, stride: 1, padding: 'valid', widths: '128→128' },
  { side: 7, kernel: 1, stride: 1, padding: 'same', widths: '512→1024 1024→1024' },
  { side: 8, kernel: 1, stride: 1, padding: 'same', widths: '96→6 96→96' },
  { side: 8, kernel: 1, stride: 1, padding: 'valid', widths: '96→96' },
  { side: 12, kernel: 1, stride: 1, padding: 'valid', widths: '64→128 128→128' },
  { side: 14, kernel: 1, stride: 1, padding: 'same', widths: '256→512 512→512' },
  { side: 16, kernel: 1, stride: 1, padding: 'valid', widths: '48→96 96→96' },
  { side: 16, kernel: 1, stride: 1, padding: 'same', widths: '96→2 96→32' },
  { side: 24, kernel: 1, stride: 1, padding: 'valid', widths: '32→64 64→64' },
  { side: 28, kernel: 1, stride: 1, padding: 'same', widths: '128→256 256→256' },
  { side: 32, kernel: 1, stride: 1, padding: 'valid', widths: '24→48 48→48' },
  { side: 48, kernel: 1, stride: 1, padding: 'valid', widths: '16→32 32→32' },
  { side: 56, kernel: 1, stride: 1, padding: 'same', widths: '64→128 128→128' },
  { side: 64, kernel: 1, stride: 1, padding: 'valid', widths: '24→24' },
  { side: 96, kernel: 1, stride: 1, padding: 'valid', widths: '16→16' },
  { side: 112, kernel: 1, stride: 1, padding: 'same', widths: '32→64' },
  { side: 128, kernel: 1, stride: 1, padding: 'valid', widths: '24→24' },
  { side: 192, kernel: 3, stride: 2, padding: 'same', widths: '3→16' },
  { side: 224, kernel: 3, stride: 2, padding: 'same', widths: '3→32' },
  { side: 256, kernel: 5, stride: 2, padding: 'same', widths: '3→24' },
];

/** All padded as `same`. */
export const faceDepthwise: readonly {
  side: number;
  kernel: number;
  stride: number;
  channels: readonly number[];
}[] = [
  { side: 3, kernel: 3, stride: 1, channels: [32, 128] },
  { side: 6, kernel: 3, stride: 1, channels: [128] },
  { side: 6, kernel: 3, stride: 2, channels: [128] },
  { side: 7, kernel: 3, stride: 1, channels: [1024] },
  { side: 12, kernel: 3, stride: 1, channels: [128] },
  { side: 12, kernel: 3, stride: 2, channels: [128] },
  { side: 14, kernel: 3, stride: 1, channels: [512] },
  { side: 14, kernel: 3, stride: 2, channels: [512] },
  { side: 16, kernel: 3, stride: 1, channels: [96] },
  { side: 16, kernel: 3, stride: 2, channels: [96] },
  { side: 24, kernel: 3, stride: 1, channels: [64] },
  { side: 24, kernel: 3, stride: 2, channels: [64] },
  { side: 28, kernel: 3, stride: 1, channels: [256] },
  { side: 28, kernel: 3, stride: 2, channels: [256] },
  { side: 32, kernel: 3, stride: 1, channels: [48] },
  { side: 32, kernel: 3, stride: 2, channels: [48] },
  { side: 48, kernel: 3, stride: 1, channels: [32] },
  { side: 48, kernel: 3, stride: 2, channels: [32] },
  { side: 56, kernel: 3, stride: 1, channels: [128] },
  { side: 56, kernel: 3, stride: 2, channels: [128] },
  { side: 64, kernel: 3, stride: 1, channels: [24] },
  { side: 64, kernel: 3, stride: 2, channels: [24] },
  { side: 96, kernel: 3, stride: 1, channels: [16] },
  { side: 96, kernel: 3, stride: 2, channels: [16] },
  { side: 112, kernel: 3, stride: 1, channels: [32] },
  { side: 112, kernel: 3, stride: 2, channels: [64] },
  { side: 128, kernel: 3, stride: 1, channels: [24] },
  { side: 128, kernel: 3, stride: 2, channels: [24] },
];

/** [numbers in, numbers out] of dense layers. */
export const faceProducts: readonly (readonly [number, number])[] = [
  [256, 100],
  [1024, 256],
];

/** [side, channels] of maps whose largest of 2×2 is taken. */
export const facePoolings: readonly (readonly [number, number])[] = [
  [6, 128],
  [12, 128],
  [24, 64],
  [32, 48],
  [48, 32],
  [64, 24],
  [96, 16],
  [128, 24],
];

/** As in presets, padded in one of two ways: networks of others came so. */
export type FaceConvolutionLayers = ConvolutionLayers & { padding: 'same' | 'valid' };
