import { describe, expect, it } from 'vitest';
import type { EngineCandidate } from '../engines.ts';
import { describeDoubt, engineDoubt, enginesUsed, withEngineUse } from './engine-uses.ts';

const candidate = (settings: string, verdict: EngineCandidate['verdict']): EngineCandidate => ({
  engine: 'tensorflow',
  settings,
  title: `TensorFlow with ${settings}`,
  environment: {},
  verdict,
  reason: 'It was wrong.',
  chosen: false,
});
const candidates = [candidate('onednn', 'wrong'), candidate('eigen', 'right'), candidate('avx2', 'untried')];
const run = { engine: 'tensorflow', nimg: 1000 } as const;
const use = (settings: string, fromNimg: number) => ({ engine: 'tensorflow' as const, settings, fromNimg });

describe('a run is doubted', () => {
  it('when the settings that trained it are wrong here, and when it is older than settings are', () => {
    expect(engineDoubt({ ...run, engineSettings: 'onednn' }, candidates)).toEqual({
      title: 'TensorFlow with onednn',
      reason: 'It was wrong.',
      fromNimg: 0,
    });
    expect(engineDoubt(run, candidates)?.title).toBe('TensorFlow with onednn');
  });

  it('not where they are right, unknown or untried here, nor before it has learned anything', () => {
    for (const engineSettings of ['eigen', 'gone', 'avx2'])
      expect(engineDoubt({ ...run, engineSettings }, candidates)).toBeUndefined();
    expect(engineDoubt({ ...run, nimg: 0 }, candidates)).toBeUndefined();
  });

  it('still after it went on with right ones, for what it had learned before', () => {
    const engineUses = [use('onednn', 0), use('eigen', 600)];
    expect(engineDoubt({ ...run, engineUses }, candidates)).toMatchObject({ fromNimg: 0, toNimg: 600 });
    expect(engineDoubt({ ...run, engineUses }, candidates, 500)).not.toHaveProperty('toNimg');
  });

  it('as the run, not a model from before it was trained with them', () => {
    const engineUses = [use('eigen', 0), use('onednn', 600)];
    expect(engineDoubt({ ...run, engineUses }, candidates)).toMatchObject({ fromNimg: 600 });
    expect(engineDoubt({ ...run, engineUses }, candidates, 600)).toBeUndefined();
  });
});

it('says when, where it was not all the time', () => {
  const doubt = { title: 'TensorFlow with oneDNN', reason: 'It was wrong.', fromNimg: 0 };
  expect(describeDoubt(doubt)).toBe(
    'It was trained with TensorFlow with oneDNN, which does not compute rightly on this computer. It was wrong.',
  );
  expect(describeDoubt({ ...doubt, toNimg: 1200 })).toContain('trained, up to 1.2 kimg, with TensorFlow');
  expect(describeDoubt({ ...doubt, fromNimg: 600, toNimg: 1200 })).toContain('from 0.6 kimg up to 1.2 kimg');
});

describe('what trained a run', () => {
  it('is kept in its order, each once', () => {
    const old = { ...run, engineSettings: 'onednn' };
    expect(withEngineUse(old, use('onednn', 0))).toEqual([use('onednn', 0)]);
    const engineUses = withEngineUse(old, use('eigen', 0));
    expect(engineUses).toEqual([use('onednn', 0), use('eigen', 1000)]);
    expect(withEngineUse({ ...old, engineUses, nimg: 2000 }, use('eigen', 0))).toEqual(engineUses);
  });

  it('never was what came after a checkpoint that it went back to', () => {
    const engineUses = [use('onednn', 0), use('eigen', 1000)];
    expect(withEngineUse({ ...run, nimg: 800, engineUses }, use('simd', 0))).toEqual([
      use('onednn', 0),
      use('simd', 800),
    ]);
    expect(withEngineUse({ ...run, nimg: 0, engineUses }, use('simd', 0))).toEqual([use('simd', 0)]);
    expect(enginesUsed({ ...run, nimg: 0, engine: undefined })).toEqual([]);
  });
});
