import { useEffect, useState } from 'react';
import type { RunId } from '../../main/contract/ids.ts';
import type { Run } from '../../main/contract/runs/runs.ts';
import { createValueStore, useValueStore } from '../client/value-store.ts';
import { isBusy } from './run-actions.ts';
import { openRunFeed, type RunFeed } from './run-feed.ts';

/** The feed of a run, shared by everything that shows it and closed after the last has gone. */
export function useRunFeed(id: RunId | undefined): RunFeed | undefined {
  const [feed, setFeed] = useState<RunFeed>();
  useEffect(() => {
    if (!id) {
      setFeed(undefined);
      return;
    }
    const { feed: shown, giveBack } = share(id);
    setFeed(shown);
    return giveBack;
  }, [id]);
  return feed;
}

const shared = new Map<RunId, { feed: RunFeed; users: number }>();

/** Takes a share in the feed of a run; the last share that is given back closes it. */
function share(id: RunId): { feed: RunFeed; giveBack: () => void } {
  const entry = shared.get(id) ?? { feed: openRunFeed(id), users: 0 };
  entry.users += 1;
  shared.set(id, entry);
  return {
    feed: entry.feed,
    giveBack() {
      entry.users -= 1;
      if (entry.users > 0) return;
      shared.delete(id);
      entry.feed.close();
    },
  };
}

/** The feeds of several runs; `ids` has to stay the same array as long as it names the same runs. */
export function useRunFeeds(ids: readonly RunId[]): ReadonlyMap<RunId, RunFeed> {
  const [feeds, setFeeds] = useState<ReadonlyMap<RunId, RunFeed>>(new Map());
  useEffect(() => {
    const shares = ids.map((id) => ({ id, ...share(id) }));
    setFeeds(new Map(shares.map(({ id, feed }) => [id, feed])));
    return () => {
      for (const { giveBack } of shares) giveBack();
    };
  }, [ids]);
  return feeds;
}

const noRun = createValueStore<Run | undefined>(undefined);

/** The newer of what the list and what the stream say of a run. */
export function useNewest<Listed extends Run | undefined>(
  listed: Listed,
  feed: RunFeed | undefined,
): Run | Listed {
  const live = useValueStore(feed?.run ?? noRun);
  return live && listed && live.id === listed.id && live.updatedAt >= listed.updatedAt ? live : listed;
}

/** A listed run, kept live while it trains. */
export function useLiveRun<Listed extends Run | undefined>(listed: Listed): Run | Listed {
  return useNewest(listed, useRunFeed(listed && isBusy(listed) ? listed.id : undefined));
}
