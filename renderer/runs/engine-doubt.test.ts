import { expect, it } from 'vitest';
import type { EngineCandidate } from '../../main/contract/engines.ts';
import { engineDoubt } from './engine-doubt.ts';

const candidate = (settings: string, verdict: EngineCandidate['verdict']): EngineCandidate => ({
  engine: 'tensorflow',
  settings,
  title: `TensorFlow with ${settings}`,
  environment: {},
  verdict,
  reason: 'It was wrong.',
  chosen: false,
});

it('doubts what was trained with settings that are wrong here, and old runs that had no choice', () => {
  const candidates = [candidate('onednn', 'wrong'), candidate('eigen', 'right')];
  const run = { engine: 'tensorflow', nimg: 1000 } as const;
  expect(engineDoubt({ ...run, engineSettings: 'onednn' }, candidates)).toContain('It was wrong.');
  expect(engineDoubt(run, candidates)).toContain('TensorFlow with onednn');
  expect(engineDoubt({ ...run, engineSettings: 'eigen' }, candidates)).toBeUndefined();
  expect(engineDoubt({ ...run, engineSettings: 'gone' }, candidates)).toBeUndefined();
  expect(engineDoubt({ ...run, nimg: 0 }, candidates)).toBeUndefined();
});

it('doubts nothing that was not tried', () => {
  expect(engineDoubt({ engine: 'tensorflow', nimg: 5 }, [candidate('onednn', 'untried')])).toBeUndefined();
});
