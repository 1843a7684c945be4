import fc from 'fast-check';
import { expect, it } from 'vitest';
import { finiteCheckSteps, sureSteps } from './sure-steps.ts';

it('are as many as come before something is looked at, at its very next step', () => {
  const moment = { step: 5, nimg: 160, nextTick: 1000, untilLook: 32 };
  const config = { batchSize: 32 };
  // The tick ends with the 27th step from here: 160 + 27 · 32 = 1,024.
  expect(sureSteps(config, moment)).toBe(26);
  expect(sureSteps(config, { ...moment, untilLook: 1 })).toBe(0);
  expect(sureSteps(config, { ...moment, step: finiteCheckSteps - 1 })).toBe(0);
  expect(sureSteps(config, { ...moment, step: finiteCheckSteps })).toBe(26);
  expect(sureSteps({ ...config, maxKimg: 0.192 }, moment)).toBe(0);
  expect(sureSteps({ ...config, maxKimg: 0.193 }, moment)).toBe(1);
});

it('never pass what is looked at between them, and never count less than none', () => {
  const count = fc.integer({ min: 0, max: 3000 });
  const settings = fc.record({
    batchSize: fc.integer({ min: 1, max: 64 }),
    ...{ step: count, nimg: count, toTick: count, untilLook: fc.integer({ min: 1, max: 64 }) },
  });
  fc.assert(
    fc.property(settings, ({ batchSize, step, nimg, toTick, untilLook }) => {
      const nextTick = nimg + toTick;
      const sure = sureSteps({ batchSize }, { step, nimg, nextTick, untilLook });
      expect(sure).toBeGreaterThanOrEqual(0);
      for (let made = 1; made <= sure; made++) {
        expect(nimg + made * batchSize).toBeLessThan(nextTick);
        expect((step + made) % finiteCheckSteps).not.toBe(0);
        expect(made).toBeLessThan(untilLook);
      }
    }),
  );
});
