import { beforeEach, expect, test } from 'vitest';
import type { Face } from '../../../main/contract/faces/faces.ts';
import { FaceId, RunId } from '../../../main/contract/ids.ts';
import { addToTray, markSaved, removeFromTray, tray } from './tray.ts';

const face = (id: string): Face => ({
  id: FaceId.parse(id),
  from: { kind: 'run', id: RunId.parse('r1') },
  fromName: 'run',
  nimg: 1000,
  seed: 42,
  index: 0,
  size: 32,
  saved: false,
  tags: [],
  createdAt: '2026-01-01T00:00:00Z',
});

beforeEach(() => tray.set([]));

test('newest faces stand first and old ones leave', () => {
  addToTray(Array.from({ length: 300 }, (_, i) => face(`old-${i}`)));
  addToTray(Array.from({ length: 300 }, (_, i) => face(`new-${i}`)));
  expect(tray.get()).toHaveLength(400);
  expect(tray.get()[0]?.id).toBe('new-0');
  expect(tray.get().at(-1)?.id).toBe('old-99');
});

test('saving and deleting show at once', () => {
  addToTray([face('a'), face('b')]);
  markSaved(new Set([FaceId.parse('b')]));
  removeFromTray(new Set([FaceId.parse('a')]));
  expect(tray.get().map(({ id, saved }) => [id, saved])).toEqual([['b', true]]);
});
