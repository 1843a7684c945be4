import { expect, it, vi } from 'vitest';
import { StudioError } from '../../../contract/errors.ts';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { interruptLeftOvers } from './left-overs.ts';

const now = '2026-01-01T00:00:00.000Z';
const running: Run = {
  ...{ id: RunId.parse('run-1'), name: 'Run', preset: 'draft-32', state: 'running', nimg: 100 },
  ...{ datasetId: DatasetId.parse('faces-1'), datasetName: 'Faces', trainingSeconds: 1 },
  ...{ createdAt: now, updatedAt: now },
  config: planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
};
const rig = () => ({ store: { save: vi.fn() }, feed: { record: vi.fn() }, log: { warn: vi.fn() } });

it('interrupts what a studio that died was training, and leaves what others train', () => {
  const kept = rig();
  const elsewhere = { ...running, id: RunId.parse('run-2') };
  const paused: Run = { ...running, id: RunId.parse('run-3'), state: 'paused' };
  interruptLeftOvers([running, elsewhere, paused], (id) => id === elsewhere.id, kept);
  expect(kept.store.save.mock.calls).toEqual([
    [expect.objectContaining({ id: 'run-1', state: 'interrupted' })],
  ]);
  expect(kept.feed.record).toHaveBeenCalledOnce();
});

it('lets a library be opened whose disk is full, and says what could not be noted', () => {
  const kept = rig();
  kept.store.save.mockImplementation(() => {
    throw new StudioError('DISK_FULL', 'The disk is full.', { next: 'Make room.' });
  });
  interruptLeftOvers([running], () => false, kept);
  expect(kept.log.warn).toHaveBeenCalledOnce();
  const broken = rig();
  broken.store.save.mockImplementation(() => {
    throw new Error('a column is gone');
  });
  expect(() => interruptLeftOvers([running], () => false, broken)).toThrow('a column is gone');
});
