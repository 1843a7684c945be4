import { expect, it, vi } from 'vitest';
import type { GeneratorRef } from '../../contract/generators.ts';
import { ModelId, RunId } from '../../contract/ids.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import { EventBus } from '../base/events.ts';
import { createLogger } from '../base/log.ts';
import { Db } from '../library/db.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import type { GeneratorFile } from './generators.ts';
import { rememberGenerators } from './remembered-generators.ts';

const path = tempFolderPerTest();
const model: GeneratorRef = { kind: 'model', id: ModelId.parse('a-model') };
const run: GeneratorRef = { kind: 'run', id: RunId.parse('a-run') };

function rig() {
  const db = new Db(path('library.sqlite'));
  const events = new EventBus<SystemEvent>(createLogger(() => undefined));
  const find = vi.fn(async (ref: GeneratorRef) => ({ from: ref, name: 'Found' }) as GeneratorFile);
  return { db, events, find, remembered: rememberGenerators(find, { db, events }) };
}

it('finds each generator once, however often it is asked for', async () => {
  const { db, find, remembered } = rig();
  for (let i = 0; i < 3; i++)
    for (const ref of [model, run]) expect((await remembered(ref)).from).toEqual(ref);
  expect(find).toHaveBeenCalledTimes(2);
  db.close();
});

it.each([
  ['run', { type: 'runs.changed', id: RunId.parse('a-run') }],
  ['model', { type: 'models.changed' }],
] as const)('finds it again when a %s has changed', async (_, event) => {
  const { db, find, events, remembered } = rig();
  await remembered(run);
  events.publish({ type: 'faces.changed' });
  await remembered(run);
  expect(find).toHaveBeenCalledTimes(1);
  events.publish(event);
  await remembered(run);
  expect(find).toHaveBeenCalledTimes(2);
  db.close();
});

it('finds it again when another process has written to the library', async () => {
  const { db, find, remembered } = rig();
  await remembered(run);
  const other = new Db(path('library.sqlite'));
  other.exec('CREATE TABLE t (x)');
  await remembered(run);
  expect(find).toHaveBeenCalledTimes(2);
  other.close();
  db.close();
});

it('asks again after a failure', async () => {
  const { db, find, remembered } = rig();
  find.mockRejectedValueOnce(new Error('no checkpoint yet'));
  await expect(remembered(run)).rejects.toThrow('no checkpoint yet');
  await expect(remembered(run)).resolves.toMatchObject({ name: 'Found' });
  db.close();
});
