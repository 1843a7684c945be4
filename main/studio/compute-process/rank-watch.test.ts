import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RankWatch } from './rank-watch.ts';

describe('the watch over ranks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Lets time pass while some ranks say every second that they are alive. */
  async function pass(watch: RankWatch, seconds: number, alive: readonly number[]): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      for (const rank of alive) watch.hear(rank);
      await vi.advanceTimersByTimeAsync(1000);
    }
  }

  it('names the rank that says nothing any more, once', async () => {
    const onSilence = vi.fn();
    const watch = new RankWatch(3, onSilence);
    await pass(watch, 100, [0, 1, 2]);
    expect(onSilence).not.toHaveBeenCalled();
    await pass(watch, 19, [0, 2]);
    expect(onSilence).not.toHaveBeenCalled();
    await pass(watch, 60, [0, 2]);
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(
      'rank 1 of 3 gave no sign of life for 20 seconds, and was frozen or cut off',
    );
  });

  it('gives programs time to start', async () => {
    const onSilence = vi.fn();
    const watch = new RankWatch(2, onSilence);
    await pass(watch, 60, []);
    expect(onSilence).not.toHaveBeenCalled();
    await pass(watch, 30, [0]);
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('rank 1 of 2'));
  });

  it('blames nobody for a sleep of the whole computer', async () => {
    const onSilence = vi.fn();
    const watch = new RankWatch(2, onSilence);
    await pass(watch, 10, [0, 1]);
    const now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now + 3_600_000);
    await vi.advanceTimersByTimeAsync(2_000);
    vi.mocked(performance.now).mockRestore();
    expect(onSilence).not.toHaveBeenCalled();
    watch.close();
  });

  it.each([
    ['mpirun noticed that process rank 1 with PID 0 on node here exited on signal 9 (Killed).', 1],
    ['=   RANK 0 PID 12345 RUNNING AT here', 0],
    ['MPI_ABORT was invoked on rank 1 in communicator MPI_COMM_WORLD', 1],
    ['A system call failed during shared memory initialization', undefined],
    ['rank 7 of somebody else', undefined],
  ])('reads in "%s" which rank died', (line, rank) => {
    const watch = new RankWatch(2, () => undefined);
    const blame = vi.fn();
    watch.readMpi(line);
    watch.blameDead({ blame });
    if (rank === undefined) expect(blame).not.toHaveBeenCalled();
    else
      expect(blame).toHaveBeenCalledExactlyOnceWith(
        `rank ${rank} of 2 was killed or crashed, and the others ended with it`,
      );
    watch.close();
  });
});
