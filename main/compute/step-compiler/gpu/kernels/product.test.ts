import type { TensorInfo } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { UnrecordableStepError } from '../../attributes.ts';
import { convolutionOf } from './convolution.ts';
import { filterGradient } from './filter-gradient.ts';
import { formsOf } from './forms.ts';
import type { KernelBackend, KernelProgram } from './gpu-kernel.ts';
import { inputGradient } from './input-gradient.ts';
import { longestDispatch, multiplicationsOfRow } from './product.ts';
import { columnsOf, rowsOf, type Tile, tileFor } from './tiles.ts';

const tensor = (...shape: number[]): TensorInfo => ({ dataId: {}, shape, dtype: 'float32' });

/** A backend that notes what is dispatched, with the values of the uniforms. */
function notingBackend() {
  const dispatched: { program: KernelProgram; told: number[][] }[] = [];
  const backend: KernelBackend = {
    device: { limits: { maxComputeWorkgroupsPerDimension: 65_535 } },
    makeTensorInfo: (shape) => tensor(...shape),
    disposeData: () => undefined,
    runWebGPUProgram(program, _inputs, _dtype, uniforms, output = tensor(...program.outputShape)) {
      dispatched.push({ program, told: uniforms.map(({ data }) => data) });
      return output;
    },
  };
  return { backend, dispatched };
}

/** What each dispatch of a product multiplies. */
const multiplications = (dispatched: ReturnType<typeof notingBackend>['dispatched'], tile: Tile) =>
  dispatched
    .filter(({ program }) => program.uniforms.startsWith('firstTile'))
    .map(({ program, told: [, , [rounds], [steps]] }) => {
      const [across, down] = program.dispatch;
      return across * down * columnsOf(tile) * rowsOf(tile) * rounds * steps * tile.depth;
    });

describe.each(formsOf.filter)('the gradient by the filter in the form %s', (form) => {
  // The second has more terms in a row of tiles than a dispatch may multiply.
  it.each([
    { batch: 32, side: 64, channels: 96 },
    { batch: 64, side: 64, channels: 512 },
    { batch: 64, side: 64, channels: 1024 },
  ])('keeps a card busy for a short time only: %o', ({ batch, side, channels }) => {
    const { backend, dispatched } = notingBackend();
    const [x, filter] = [
      [batch, side, side, channels],
      [3, 3, channels, channels],
    ];
    const convolution = convolutionOf(x, filter, { strides: 1, pad: 'same' });
    if (convolution === undefined) throw new Error('channels come last');
    const made = filterGradient(backend, { x: tensor(...x), dy: tensor(...x) }, convolution, form);
    expect(made.shape).toEqual(filter);
    const tile = tileFor(9 * channels, channels, form);
    const all = multiplications(dispatched, tile);
    expect(Math.max(...all)).toBeLessThanOrEqual(longestDispatch);
    // None is left out.
    const count = 9 * channels ** 2 * batch * side ** 2;
    expect(all.reduce((total, each) => total + each, 0)).toBeGreaterThanOrEqual(count);
  });
});

it('is refused where a single row of tiles takes too long', () => {
  const { backend, dispatched } = notingBackend();
  const channels = 2048;
  const [x, filter] = [
    [1, 64, 64, channels],
    [16, 16, channels, channels],
  ];
  const convolution = convolutionOf(x, filter, { strides: 1, pad: 'same' });
  if (convolution === undefined) throw new Error('channels come last');
  const tile = tileFor(64 * 64, channels, 'tiles');
  expect(multiplicationsOfRow(tile, channels) * 256 * channels).toBeGreaterThan(longestDispatch);
  expect(() =>
    inputGradient(backend, { dy: tensor(...x), weights: tensor(...filter) }, convolution, 'tiles'),
  ).toThrow(UnrecordableStepError);
  expect(dispatched).toEqual([]);
});
