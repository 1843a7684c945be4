import { describe, expect, it } from 'vitest';
import type { JobState } from '../../../job-folder/job-state.ts';
import { type Seen, Sighting } from './sighting.ts';

const silentMs = 75_000;
const working: JobState = {
  ...{ version: 1, state: 'working', worker: 'w', host: 'node-7', pid: 1, beat: 1 },
};

/** A job that is looked at now and then, with what is seen of it at a time in seconds. */
function watched() {
  const sighting = new Sighting(silentMs, 0);
  const seen: Seen = {
    ...{ state: undefined, isThere: true, hasNews: false, scheduled: undefined },
    ...{ waiting: 'Start a worker there.', scheduledAs: '17' },
  };
  return {
    sighting,
    at(seconds: number, more: Partial<Seen>) {
      sighting.look({ ...seen, ...more }, new Date(seconds * 1000), seconds * 1000);
      return sighting.where;
    },
  };
}

const gone = { state: 'gone', reason: 'COMPLETED' } as const;

describe('how a job stands', () => {
  it('has ended without a word when its scheduler dropped it and nothing more came', () => {
    const { at } = watched();
    at(0, { state: working, scheduled: gone });
    at(74, { state: working, scheduled: gone });
    expect(() => at(75, { state: working, scheduled: gone })).toThrow(
      expect.objectContaining({ code: 'COMPUTE_CRASHED' }),
    );
  });

  it('has not ended while its messages are still being read', () => {
    const { at } = watched();
    const state: JobState = { ...working, state: 'ended' };
    at(0, { state, scheduled: gone, hasNews: true });
    at(80, { state, scheduled: gone, hasNews: true });
    at(160, { state, scheduled: gone, hasNews: true });
    at(234, { state, scheduled: gone });
    expect(() => at(235, { state, scheduled: gone })).toThrow(
      expect.objectContaining({ code: 'COMPUTE_CRASHED' }),
    );
  });

  it('has not ended while the share is away, but is lost sight of', () => {
    const { at } = watched();
    expect(at(0, { isThere: false, scheduled: gone })).toMatchObject({ phase: 'lost', scheduledAs: '17' });
    expect(at(300, { isThere: false, scheduled: gone })).toMatchObject({ phase: 'lost' });
    const state: JobState = { ...working, state: 'ended' };
    at(301, { state, scheduled: gone });
    at(302, { isThere: false, scheduled: gone });
    at(600, { isThere: false, scheduled: gone });
    // Its messages show a moment after the share does.
    at(601, { state, scheduled: gone });
    at(602, { state, scheduled: gone, hasNews: true });
  });

  it('is trained while its worker shows life, whatever the queue said before', () => {
    const { at, sighting } = watched();
    const waits = { state: 'waiting', reason: 'Priority' } as const;
    expect(at(0, { scheduled: waits })).toMatchObject({ phase: 'waiting', reason: 'Priority' });
    expect(sighting.mayTrain).toBe(false);
    expect(at(1, { state: working, scheduled: waits })).toMatchObject({ phase: 'training', host: 'node-7' });
    expect(sighting.mayTrain).toBe(true);
    // Its machine died, and Slurm queued it again.
    expect(at(76, { state: working, scheduled: waits })).toMatchObject({ phase: 'waiting' });
    expect(sighting.mayTrain).toBe(false);
  });

  it('may be trained while its state cannot be read', () => {
    const { at, sighting } = watched();
    at(0, { state: working });
    at(1, { isThere: false });
    expect(sighting.mayTrain).toBe(true);
    expect(at(2, {})).toMatchObject({ phase: 'training' });
    at(3, { state: { ...working, state: 'again' } });
    expect(sighting.mayTrain).toBe(false);
  });
});
