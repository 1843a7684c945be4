import { useEffect, useState } from 'react';
import type { RunId } from '../../../main/contract/ids.ts';
import { openRunFeed, type RunFeed } from './run-feed.ts';

const shared = new Map<RunId, { feed: RunFeed; users: number }>();

/** The feed of a run, shared by everything that shows it and closed after the last has gone. */
export function useRunFeed(id: RunId | undefined): RunFeed | undefined {
  const [feed, setFeed] = useState<RunFeed>();
  useEffect(() => {
    if (!id) {
      setFeed(undefined);
      return;
    }
    const entry = shared.get(id) ?? { feed: openRunFeed(id), users: 0 };
    entry.users += 1;
    shared.set(id, entry);
    setFeed(entry.feed);
    return () => {
      entry.users -= 1;
      if (entry.users > 0) return;
      shared.delete(id);
      entry.feed.close();
    };
  }, [id]);
  return feed;
}
