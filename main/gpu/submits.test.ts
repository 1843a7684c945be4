import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GpuExecutor } from './executor.ts';
import type { Dispatch, GpuProgram } from './gpu-program.ts';
import { inSubmits } from './submits.ts';
import { fakeDevice } from './testing/fake-device.ts';

const dispatchOf = (operations: number, bytes = 4): Dispatch => ({
  shader: 0,
  buffers: [{ kind: 'kept', index: 0, offset: 0, bytes }],
  uniform: { offset: 0, bytes: 16 },
  operations,
  workgroups: [1, 1, 1],
});

it('deals dispatches out in their order, each submit as full as it may be', () => {
  const costs = fc.array(fc.integer({ min: 16, max: 2000 }), { maxLength: 40 });
  fc.assert(
    fc.property(costs, (given) => {
      const most = 1000;
      const submits = inSubmits(
        given.map((cost) => dispatchOf(cost)),
        most,
      );
      expect(submits.flat().map(({ operations }) => operations)).toEqual(given);
      const costOf = (submit: Dispatch[]) => submit.reduce((sum, { operations }) => sum + operations, 0);
      for (const [i, submit] of submits.entries()) {
        if (submit.length > 1) expect(costOf(submit)).toBeLessThanOrEqual(most);
        // The first of the next had no place any more.
        const next = submits[i + 1]?.[0];
        if (next !== undefined) expect(costOf(submit) + next.operations).toBeGreaterThan(most);
      }
    }),
  );
});

it('counts what a dispatch without products moves', () => {
  const sizes = inSubmits([dispatchOf(0, 200), dispatchOf(0, 200), dispatchOf(10, 10)], 1000);
  expect(sizes.map((submit) => submit.length)).toEqual([1, 2]);
});

const program = (dispatches: readonly Dispatch[]): GpuProgram => ({
  shaders: [{ code: 'right', entryPoint: 'main' }],
  uniforms: new Uint8Array(256),
  constants: [],
  kept: [256],
  state: [{ name: 'w', bytes: 16, index: 0, offset: 0 }],
  inputs: [{ name: 'x', bytes: 16 }],
  scratch: [256],
  functions: {
    step: {
      inputs: [0],
      dispatches,
      copies: [{ from: { kind: 'scratch', index: 0, offset: 0, bytes: 16 }, to: 0 }],
      result: { kind: 'scratch', index: 0, offset: 0, bytes: 4 },
    },
  },
});

it('is what a call submits: the result and the state are copied when all dispatches are done', async () => {
  const { device, submits } = fakeDevice();
  const x = new Float32Array(4);
  const large = await GpuExecutor.create(
    device,
    program([3, 3, 3, 9, 1].map((n) => dispatchOf(n * 2 ** 30))),
  );
  await large.run('step', { x });
  expect(submits.splice(0)).toEqual([
    { dispatches: 2, copies: 0 },
    { dispatches: 1, copies: 0 },
    { dispatches: 1, copies: 0 },
    { dispatches: 1, copies: 2 },
  ]);
  const none = await GpuExecutor.create(device, program([]));
  await none.run('step', { x });
  expect(submits).toEqual([{ dispatches: 0, copies: 2 }]);
});
