import { useEffect, useState } from 'react';
import type { RunFeed } from '../../../runs/run-feed.ts';

interface Latest {
  dLoss?: number | undefined;
  gLoss?: number | undefined;
  diversity?: number | undefined;
}

/** The newest averages of a run's losses and its last tick, at most once a second. */
export function useLatest(feed: RunFeed | undefined): Latest {
  const [latest, setLatest] = useState<Latest>({});
  useEffect(() => {
    if (!feed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      setLatest(read(feed));
    };
    update();
    const end = feed.onSeries(() => {
      timer ??= setTimeout(update, restMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [feed]);
  return latest;
}

/** How often numbers in a table may change, in milliseconds. */
const restMs = 1000;
/** Memory of the averages that are told, as a share of the whole run. */
const memory = 0.02;

function read({ steps, ticks }: RunFeed): Latest {
  const whole = { from: 0, to: Math.max(1, steps.newestNimg) };
  const newest = (column: 'dLoss' | 'gLoss') => steps.column(column).trend(whole, 100, memory).at(-1)?.y;
  return {
    dLoss: newest('dLoss'),
    gLoss: newest('gLoss'),
    diversity: ticks.column('diversity').extremes(whole, 10_000).at(-1)?.y,
  };
}
