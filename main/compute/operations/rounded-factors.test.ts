import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadEngine } from '../engines/index.ts';
import { plantFault, plantRounding } from '../testing/plant-fault.ts';
import { checkOperation } from './check-operation.ts';
import type { Operation } from './operation.ts';
import { activePrecision } from './precision.ts';

const places = { places: 200, filterPlaces: 60 };
const operations: readonly Operation[] = [
  {
    kind: 'convolution',
    batch: 4,
    sides: [16, 16],
    kernel: [4, 4],
    stride: 2,
    padding: 'same',
    from: 24,
    to: 48,
  },
  { kind: 'product', batch: 1, rows: 16, terms: 300, columns: 33 },
];

/** What multiplies on this engine; the gradients of convolutions are made of the same. */
const kernels = ['Conv2D', 'BatchMatMul', '_FusedMatMul'];

describe('an engine that rounds factors, as cards do', () => {
  const undo: (() => void)[] = [];
  const roundTo = (bits: number) =>
    undo.push(...kernels.map((kernel) => plantRounding(kernel, 'wasm', bits)));
  const asOnCard = () => vi.stubEnv('FACELOOM_TENSORFLOW_BUILD', 'cuda');

  beforeAll(() => loadEngine('wasm', 1));
  afterEach(() => {
    for (const each of undo.splice(0).reverse()) each();
    vi.unstubAllEnvs();
  });

  it.each(operations)('$kind: 10 bits of fraction are right where TF32 is expected', (operation) => {
    asOnCard();
    roundTo(10);
    expect(checkOperation(operation, places).wrong).toBeUndefined();
  });

  it.each(operations)('$kind: the same is wrong where exact float32 is expected', (operation) => {
    asOnCard();
    vi.stubEnv('NVIDIA_TF32_OVERRIDE', '0');
    roundTo(10);
    expect(checkOperation(operation, places).wrong).toBeDefined();
  });

  it.each(operations)('$kind: 6 bits are wrong, on a card too', (operation) => {
    asOnCard();
    roundTo(6);
    expect(checkOperation(operation, places).wrong).toBeDefined();
  });

  it.each(['last-third', 'not-a-number', 'changing'] as const)(
    'a fault shows through the rounding: %s',
    (fault) => {
      asOnCard();
      roundTo(10);
      undo.push(plantFault('Conv2D', 'wasm', fault));
      expect(checkOperation(operations[0], places).wrong).toBeDefined();
    },
  );
});

it('expects rounding on cards alone, and not where it is switched off', () => {
  expect(activePrecision({})).toBe('float32');
  expect(activePrecision({ FACELOOM_TENSORFLOW_BUILD: 'cuda' })).toBe('tf32');
  expect(activePrecision({ FACELOOM_TENSORFLOW_BUILD: 'cuda', NVIDIA_TF32_OVERRIDE: '0' })).toBe('float32');
});
