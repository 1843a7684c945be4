import { describe, expect, it } from 'vitest';
import type { RunTick } from '../../../contract/runs/health.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { randomStream } from '../../../protocol/random.ts';
import { Coach } from './coach.ts';

const base = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1, batchSize: 16 });
const usual = { dLoss: 1, gLoss: 1, dReal: 0.6, dFake: 0.4, realLogit: 0.5, fakeLogit: -0.5, dGradient: 1 };

/** Conditions named over some steps. */
function follow(coach: Coach, steps: number, row: (step: number) => Partial<StepRow>): Set<string> {
  const named = new Set<string>();
  for (let step = 0; step < steps; step++) {
    const findings = coach.onRow({ nimg: (step + 1) * base.batchSize, ...usual, ...row(step) });
    for (const { condition } of findings) named.add(condition);
  }
  return named;
}

/** Conditions named over some ticks, each at its place in the list. */
function watch(coach: Coach, ticks: Partial<RunTick>[]): (string | undefined)[] {
  return ticks.map(
    (tick, i) => coach.onTick({ nimg: (i + 1) * 40_000, diversity: 1, rank: 1, ...tick })[0]?.condition,
  );
}

describe('steps', () => {
  it('run away when logits are absurd, but not those of a Wasserstein critic', () => {
    const far = () => ({ realLogit: 4000, fakeLogit: 3900 });
    expect([...follow(new Coach(base, 50), 40, far)]).toEqual(['divergence']);
    expect([...follow(new Coach({ ...base, loss: 'wasserstein' }, 50), 40, far)]).toEqual([]);
  });

  it.each(['dGradient', 'penalty'] as const)('run away when %s is far longer than it was', (key) => {
    const jump = (factor: number) => (step: number) => ({ [key]: step < 400 ? 1 : factor });
    expect([...follow(new Coach(base, 50), 600, jump(19))]).toEqual([]);
    expect([...follow(new Coach(base, 50), 600, jump(25))]).toEqual(['divergence']);
    // A jump that is soon over does not count.
    const jolt = (step: number) => ({ [key]: step >= 400 && step < 440 ? 500 : 1 });
    expect([...follow(new Coach(base, 50), 600, jolt)]).toEqual([]);
  });

  it('starve the generator when logits stay far apart', () => {
    const apart = (step: number) => ({ realLogit: 8, fakeLogit: step % 100 === 99 ? 0 : -8 });
    expect([...follow(new Coach(base, 50), 400, apart)]).toEqual([]);
    expect([...follow(new Coach(base, 50), 400, () => ({ realLogit: 8, fakeLogit: -8 }))]).toEqual([
      'starved',
    ]);
  });
});

describe('a jump that throws the generator off', () => {
  const thrown = (step: number): Partial<StepRow> => {
    if (step < 500) return { gGradient: 1 };
    if (step < 508) return { gGradient: 50, dGradient: 900, realLogit: -60, fakeLogit: 40 };
    return { gGradient: 0.003, realLogit: 5, fakeLogit: -15 };
  };
  const firstOf = (row: (step: number) => Partial<StepRow>, config: RunConfig = base) => {
    const coach = new Coach(config, 50);
    for (let step = 0; step < 700; step++) {
      const [finding] = coach.onRow({ nimg: step, ...usual, ...row(step) });
      if (finding) return finding;
    }
    return undefined;
  };

  it('is named soon after, with where all was still well', () => {
    const finding = firstOf(thrown);
    expect(finding).toMatchObject({ condition: 'divergence', numbers: { size: 900, usual: 1 } });
    expect(finding?.wellAtNimg).toBe(508 - 64);
  });

  it('is none when the generator goes on, when its gradients fade without a jump, or for a critic', () => {
    expect(
      firstOf((step) => ({ ...thrown(step), ...(step < 508 ? {} : { gGradient: 0.5 }) })),
    ).not.toMatchObject({
      condition: 'divergence',
    });
    expect(firstOf((step) => ({ ...thrown(step), dGradient: 1 }))).not.toMatchObject({
      condition: 'divergence',
    });
    expect(firstOf(thrown, { ...base, loss: 'wasserstein' })).toBeUndefined();
  });
});

describe('overfitting', () => {
  /** Batches whose pictures' logits have a deviation of `spread`; held-out ones lie `below`. */
  const rows = (config: RunConfig, spread: number, below: number) => {
    const random = randomStream(1, 'logits', 0);
    const noise = random.fillNormal(new Float32Array(2000));
    return (step: number): Partial<StepRow> => ({
      realLogit: 0.5 + (noise[step] * spread) / Math.sqrt(config.batchSize),
      fakeLogit: -0.5,
      ...(step % 16 === 15 ? { heldOutLogit: 0.5 - below } : {}),
    });
  };

  it('is named when held-out pictures look false', () => {
    expect([...follow(new Coach(base, 50), 600, rows(base, 1, 0.9))]).toEqual(['overfit']);
    expect([...follow(new Coach(base, 50), 600, rows(base, 1, 0.3))]).toEqual([]);
  });

  it('is not what few held-out pictures look like by chance', () => {
    // Sixteen pictures that differ by 1: their mean is off by ¼, so ½ + 2·¼ is needed.
    expect([...follow(new Coach(base, 16), 600, rows(base, 1, 0.9))]).toEqual([]);
    expect([...follow(new Coach(base, 16), 600, rows(base, 1, 1.2))]).toEqual(['overfit']);
    expect([...follow(new Coach(base, 16), 200, rows(base, 1, 1.2))]).toEqual([]);
  });

  it('needs a discriminator that tells real from made', () => {
    const blind = (step: number) => ({ fakeLogit: 0.6, ...(step % 16 === 0 ? { heldOutLogit: -3 } : {}) });
    expect([...follow(new Coach(base, 50), 600, blind)]).toEqual([]);
  });
});

describe('sample grids', () => {
  const alike = { diversity: 0.4 };
  const few = { rank: 0.4 };
  it.each([alike, few])('collapse when faces that were varied no longer are: %o', (bad) => {
    expect(watch(new Coach(base, 50), [{}, {}, {}, bad, {}, bad, bad])).toEqual([
      ...Array(6).fill(undefined),
      'collapse',
    ]);
  });

  it('collapse when they lose most of the variety they had, though it was never great', () => {
    const some = { rank: 0.5 };
    const none = { diversity: 0.02, rank: 0.1 };
    expect(watch(new Coach(base, 50), [some, some, some, some, none, none])).toEqual([
      ...Array(5).fill(undefined),
      'collapse',
    ]);
  });

  it('may take their time to become varied, but not for ever', () => {
    const named = watch(new Coach(base, 50), [{}, {}, ...Array(22).fill(few)]);
    expect(named.slice(0, 21)).toEqual(Array(21).fill(undefined));
    expect(named).toContain('collapse');
  });

  it('stand still after ten that hardly move', () => {
    const still = Array(10).fill({ movement: 0.004 });
    expect(watch(new Coach(base, 50), [...still.slice(1), { movement: 0.02 }, ...still])).toEqual([
      ...Array(19).fill(undefined),
      'plateau',
    ]);
  });

  it('are copies when they are nearer to known pictures than unseen ones are', () => {
    expect(watch(new Coach(base, 50), [{ nearness: 0.8 }, {}, { nearness: 0.4 }])).toEqual([
      undefined,
      undefined,
      'memorisation',
    ]);
  });
});

it('says a thing once in a while, and anew after going back', () => {
  const coach = new Coach(base, 50);
  const far = { nimg: 0, ...usual, realLogit: 500 };
  const look = (nimg: number) =>
    Array.from({ length: 32 }, () => coach.onRow({ ...far, nimg })).flat().length;
  expect([look(1000), look(2000), look(22_000), look(23_000)]).toEqual([1, 0, 1, 0]);
  coach.forget();
  expect(look(500)).toBe(1);
});

it('warns of datasets that are small, and of pictures that are all the same', () => {
  const coach = new Coach(base, 50);
  expect(coach.onStart(3000, 0.2)).toEqual([]);
  expect(coach.onStart(499, 0.2)).toMatchObject([{ condition: 'weak-data', numbers: { count: 499 } }]);
  expect(coach.onStart(3000, 0.001)).toMatchObject([{ numbers: { distance: 0.001 } }]);
});
