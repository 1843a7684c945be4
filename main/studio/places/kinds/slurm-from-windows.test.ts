import { expect, it, vi } from 'vitest';
import { Place } from '../../../contract/places/places.ts';
import { submission } from './slurm.ts';

vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof import('node:path')>();
  return { ...win32, default: win32 };
});

it('names files as the cluster does, whatever this computer is', () => {
  const place = Place.parse({
    ...{ kind: 'slurm', id: 'cluster', name: 'Cluster', host: 'login', program: '/scratch/faceloom' },
    ...{ folder: 'Z:\\shared faces', folderThere: '/scratch/shared' },
  });
  if (place.kind !== 'slurm') throw new Error('another kind');
  const job = { name: 'run-1', folder: 'Z:\\shared faces\\jobs\\run-1' };
  expect(submission(place, [job], 1).slice(-3)).toEqual([
    ...['/scratch/shared/slurm-worker.sh', '/scratch/faceloom', '/scratch/shared/jobs/run-1'],
  ]);
});
