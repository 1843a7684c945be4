import { z } from 'zod';
import { type GeneratorRef, generatorKey } from '../../contract/generators.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import type { EventBus } from '../base/events.ts';
import type { Db } from '../library/db.ts';
import type { GeneratorFile } from './generators.ts';

type Find = (ref: GeneratorRef) => Promise<GeneratorFile>;

/**
 * Finds a generator once for all the pictures that a moving pointer asks of it, rather than in the library's tables and
 * folders each time. What is remembered holds until a run or a model changes, here or in another process.
 */
export function rememberGenerators(
  find: Find,
  { events, db }: { events: EventBus<SystemEvent>; db: Db },
): Find {
  const found = new Map<string, Promise<GeneratorFile>>();
  events.listen(({ type }) => {
    if (type === 'runs.changed' || type === 'models.changed') found.clear();
  });
  let seenVersion: number | undefined;
  return (ref) => {
    // Another number each time that another connection has written to the library.
    const version = db.get(DataVersion, 'PRAGMA data_version')?.data_version;
    if (version !== seenVersion) found.clear();
    seenVersion = version;
    const key = generatorKey(ref);
    const known = found.get(key);
    if (known !== undefined) return known;
    const asked = find(ref);
    found.set(key, asked);
    asked.catch(() => {
      if (found.get(key) === asked) found.delete(key);
    });
    return asked;
  };
}

const DataVersion = z.object({ data_version: z.int() });
