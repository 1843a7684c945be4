import { expect, it } from 'vitest';
import { type EngineCandidate, withUnavailable } from './engines.ts';

const candidate = (
  engine: EngineCandidate['engine'],
  verdict: EngineCandidate['verdict'],
): EngineCandidate => ({
  ...{ engine, settings: engine, title: engine, environment: {}, chosen: false },
  verdict,
});

it('does not promise a proof to candidates of an engine that cannot be used here', () => {
  const candidates = [
    candidate('tensorflow', 'untried'),
    candidate('webgpu', 'untried'),
    candidate('webgpu', 'died'),
    candidate('wasm', 'right'),
  ];
  const engines = [
    { id: 'tensorflow', available: true },
    { id: 'webgpu', available: false },
  ] as const;
  expect(withUnavailable(candidates, engines).map(({ verdict }) => verdict)).toEqual([
    'untried',
    'unavailable',
    'died',
    'right',
  ]);
});
