import { expect, it } from 'vitest';
import type { KernelTime } from '../../protocol/bench.ts';
import { ratiosOf } from './measure-kernels.ts';

const time = (of: Partial<KernelTime>): KernelTime => ({
  gradient: 'input',
  layer: '4 × 32×32, 48 → 96, kernel 4×4, stride 2',
  perStep: 1,
  packageMs: 100,
  ownMs: {},
  ...of,
});

it('counts a layer as often as a step has it', () => {
  const times = [
    time({ perStep: 3, packageMs: 100, ownMs: { tiles: 50, registers: 20 } }),
    time({ perStep: 1, packageMs: 300, ownMs: { tiles: 50, registers: 240 } }),
    time({ gradient: 'filter', packageMs: 90, ownMs: { tiles: 10, 'wide-tiles': 30 } }),
  ];
  expect(ratiosOf(times)).toEqual([
    { gradient: 'filter', form: 'tiles', ratio: 9 },
    { gradient: 'filter', form: 'wide-tiles', ratio: 3 },
    { gradient: 'input', form: 'tiles', ratio: 3 },
    { gradient: 'input', form: 'registers', ratio: 2 },
  ]);
});
