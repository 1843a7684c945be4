import { expect, test } from 'vitest';
import { GroupId } from '../../../../main/contract/ids.ts';
import type { Whereabouts } from '../../../../main/contract/places/places.ts';
import type { RunGroup } from '../../../../main/contract/runs/run-group.ts';
import type { Sample } from '../../../../main/contract/runs/runs.ts';
import { allMoments, describeStates, findGroup, newestTogether, withGroups } from './group-facts.ts';

const run = (id: string, value?: number, group = 'g-1'): { id: string; group?: RunGroup } => ({
  id,
  ...(value === undefined
    ? {}
    : { group: { id: GroupId.parse(group), name: 'Sweep', axis: 'gamma', value } }),
});
const at = (...kimg: number[]): Sample[] => kimg.map((k) => ({ name: String(k), nimg: 1000 * k }));

test('a group stands once in the list, with its runs in the order of their values', () => {
  const runs = [run('a'), run('b', 4), run('c'), run('d', 0.5), run('e', 1, 'g-2'), run('f', 1)];
  const names = withGroups(runs).map((entry) =>
    'members' in entry ? entry.members.map(({ id }) => id).join('') : entry.id,
  );
  expect(names).toEqual(['a', 'dfb', 'c', 'e']);
  expect(findGroup(runs, GroupId.parse('gone'))).toBeUndefined();
});

test('what runs are doing is counted in words', () => {
  const states = (['finished', 'queued', 'running', 'finished'] as const).map((state) => ({ state }));
  expect(describeStates(states)).toBe('1 training, 1 queued, 2 finished');
});

test('runs at a place are counted by what they do there, also before their first word', () => {
  const at = (phase: Whereabouts['phase']) =>
    ({ state: 'queued', whereabouts: { phase, since: '2026-11-30T12:00:00.000Z' } }) as const;
  const runs = [at('waiting'), at('training'), { state: 'queued' } as const, at('training'), at('sending')];
  expect(describeStates(runs)).toBe('2 training, 1 being sent, 1 waiting, 1 queued');
  expect(describeStates([at('lost'), { state: 'finished' }])).toBe('1 lost sight of, 1 finished');
});

test('grids are compared at the newest moment that all runs have which have begun to learn', () => {
  expect(newestTogether([at(0, 4, 8, 12), at(0, 4, 8)])).toBe(8000);
  expect(newestTogether([at(0, 4, 8), at(0), []])).toBe(8000);
  expect(newestTogether([at(0, 4), at(0, 5)])).toBe(0);
  expect(newestTogether([at(0), []])).toBe(0);
  expect(newestTogether([])).toBe(0);
  expect(allMoments([at(0, 8), at(0, 4), []])).toEqual([0, 4000, 8000]);
});
