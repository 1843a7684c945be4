/** Convolutions of one filter side and stride over maps of one side, by their channels [from, to]; all padded as `same`. */
export interface ConvolutionLayers {
  side: number;
  kernel: number;
  stride: number;
  /** As "from→to", with blanks between. */
  widths: string;
}

/** "64→96 96→160" as pairs. */
export const pairsOf = (text: string): (readonly [number, number])[] =>
  text.split(' ').map((pair) => {
    const [from, to] = pair.split('→').map(Number);
    return [from, to] as const;
  });

/**
 * Layers of all presets at each of their sides, generators and discriminators. A generator's transposed convolution stands
 * here as the convolution whose gradient it is. A face network sees grey pictures as colour. A test records the steps of
 * the presets and says what is missing here.
 */
export const presetConvolutions: readonly ConvolutionLayers[] = [
  { side: 2, kernel: 1, stride: 1, widths: '128→1 256→512 512→64 512→512 512→1024' },
  { side: 2, kernel: 3, stride: 1, widths: '65→128' },
  { side: 4, kernel: 1, stride: 1, widths: '128→1 128→256 256→64 256→128 256→256 256→512 512→64 512→512' },
  { side: 4, kernel: 3, stride: 1, widths: '65→128 97→128 129→128 512→512 512→1024' },
  {
    side: 8,
    kernel: 1,
    stride: 1,
    widths: '64→128 128→64 128→128 128→256 256→64 256→128 256→256 256→512 512→512 1024→512',
  },
  { side: 8, kernel: 3, stride: 1, widths: '128→128 160→160 256→256 256→512 512→512 1024→512' },
  { side: 8, kernel: 3, stride: 2, widths: '128→128' },
  { side: 8, kernel: 4, stride: 2, widths: '64→96 96→128 160→256 256→512' },
  {
    side: 16,
    kernel: 1,
    stride: 1,
    widths: '32→64 64→128 128→64 128→128 128→256 192→256 256→96 256→128 256→192 512→256',
  },
  { side: 16, kernel: 3, stride: 1, widths: '96→96 128→128 128→256 256→64 256→256 256→512 512→256' },
  { side: 16, kernel: 3, stride: 2, widths: '128→128' },
  { side: 16, kernel: 4, stride: 2, widths: '32→64 64→96 96→160 128→256' },
  {
    side: 32,
    kernel: 1,
    stride: 1,
    widths: '32→64 64→128 96→192 128→192 192→48 192→64 192→96 192→128 256→128',
  },
  { side: 32, kernel: 3, stride: 1, widths: '48→48 64→64 64→128 96→96 128→128 128→256 256→128' },
  { side: 32, kernel: 3, stride: 2, widths: '3→32 128→128' },
  { side: 32, kernel: 4, stride: 2, widths: '16→32 48→96 64→128' },
  {
    side: 64,
    kernel: 1,
    stride: 1,
    widths: '16→32 32→64 48→96 64→128 96→24 96→48 96→96 128→32 128→64 128→96',
  },
  { side: 64, kernel: 3, stride: 1, widths: '32→32 32→64 48→48 64→64 64→128 128→64' },
  { side: 64, kernel: 3, stride: 2, widths: '3→32 96→96' },
  { side: 64, kernel: 4, stride: 2, widths: '8→16 24→48 32→64' },
  { side: 128, kernel: 1, stride: 1, widths: '16→32 24→48 32→64 48→12 48→24 48→48 64→16 64→32 64→64' },
  { side: 128, kernel: 3, stride: 1, widths: '16→16 16→32 24→24 32→32 32→64 64→32' },
  { side: 128, kernel: 3, stride: 2, widths: '48→48 64→64' },
  { side: 128, kernel: 4, stride: 2, widths: '8→8 12→24 16→32' },
  { side: 256, kernel: 1, stride: 1, widths: '12→24 16→32 24→24 32→16 32→32' },
  { side: 256, kernel: 3, stride: 1, widths: '12→12 16→16 16→32 32→16' },
  { side: 256, kernel: 3, stride: 2, widths: '24→24 32→32' },
];

/** The same that read or make pictures: 3 stands for grey pictures as well as for colour. */
export const pictureConvolutions: readonly ConvolutionLayers[] = [
  { side: 16, kernel: 1, stride: 1, widths: '3→128' },
  { side: 32, kernel: 1, stride: 1, widths: '3→64' },
  { side: 32, kernel: 3, stride: 1, widths: '3→128 3→192 64→3 128→3 192→3' },
  { side: 32, kernel: 4, stride: 2, widths: '3→32 3→96 3→128' },
  { side: 64, kernel: 1, stride: 1, widths: '3→32' },
  { side: 64, kernel: 3, stride: 1, widths: '3→64 3→96 3→128 64→3 96→3 128→3' },
  { side: 64, kernel: 4, stride: 2, widths: '3→16 3→48 3→64' },
  { side: 128, kernel: 1, stride: 1, widths: '3→16' },
  { side: 128, kernel: 3, stride: 1, widths: '3→32 3→48 3→64 32→3 48→3 64→3' },
  { side: 128, kernel: 4, stride: 2, widths: '3→8 3→24 3→32' },
  { side: 256, kernel: 3, stride: 1, widths: '3→16 3→24 3→32 16→3 24→3 32→3' },
  { side: 256, kernel: 4, stride: 2, widths: '3→8 3→12 3→16' },
];

/** Depthwise convolutions, with 3×3 filters and padded as `same`, of the face network that projected heads look through. */
export const presetDepthwise: readonly { side: number; stride: number; channels: readonly number[] }[] = [
  { side: 2, stride: 1, channels: [512] },
  { side: 4, stride: 1, channels: [256, 512] },
  { side: 4, stride: 2, channels: [256] },
  { side: 8, stride: 1, channels: [128, 256] },
  { side: 8, stride: 2, channels: [128, 256] },
  { side: 16, stride: 1, channels: [32, 128] },
  { side: 16, stride: 2, channels: [64, 128] },
  { side: 32, stride: 1, channels: [32] },
  { side: 32, stride: 2, channels: [64] },
];

/** Dense layers, styles and spectral norms of the presets: [numbers in, numbers out]. */
export const presetProducts = pairsOf(
  '1→1 16→1 16→32 32→1 32→64 64→1 64→16 64→24 64→32 64→48 64→64 64→96 64→128 64→192 64→320 64→1536 64→4096 100→128 100→8192 128→1 128→24 128→32 128→48 128→64 128→96 128→128 128→192 128→256 128→4096 128→8192 128→16384 256→1 256→128 256→512 512→1 512→256 512→1024 784→512 1024→1 1024→512 1024→784 1024→1024 1024→4096 1552→1 4096→16 4096→32 4096→64 4096→512 4112→1 8192→1',
);

/** [side, channels] of pictures that augmentation moves, each by a product of its own: [side, side] · [side, side · channels]. */
export const presetShifts: readonly (readonly [number, number])[] = [
  [32, 1],
  [32, 3],
  [64, 1],
  [64, 3],
  [128, 1],
  [128, 3],
  [256, 1],
  [256, 3],
];

/** [side, channels] of the maps that the presets' batch norms see. */
export const presetNorms: readonly (readonly [number, number])[] = [
  [4, 512],
  [4, 1024],
  [8, 256],
  [8, 512],
  [16, 128],
  [16, 256],
  [32, 64],
  [32, 128],
  [64, 32],
  [64, 64],
  [128, 16],
  [128, 32],
  [256, 16],
];
