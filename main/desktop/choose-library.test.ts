import type { MessageBoxOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { openChosenLibrary, rememberLibrary } from './choose-library.ts';
import type { DesktopMemory, DesktopState } from './desktop-state.ts';

function remembering(state: DesktopState): DesktopMemory {
  const memory = {
    state,
    async remember(change: DesktopState) {
      memory.state = { ...memory.state, ...change };
    },
  };
  return memory;
}

/** The answer of a person who connects the disk and tries again. */
const plugIn = 'plug in';

interface Situation {
  given?: string;
  /** Libraries that are there. */
  there?: string[];
  /** Buttons that are pressed, first to last. */
  answers?: string[];
  /** Folders that the dialog gives, first to last; it is cancelled when there is none. */
  folders?: string[];
  /** Libraries that cannot be opened. */
  broken?: string[];
}

function setUp(recent: string[], situation: Situation = {}) {
  const there = new Set(situation.there);
  const [answers, folders] = [[...(situation.answers ?? [])], [...(situation.folders ?? [])]];
  const asked: MessageBoxOptions[] = [];
  const memory = remembering({ recentLibraries: recent });
  const open = vi.fn(async (dir: string) => {
    if (!situation.broken?.includes(dir)) return `studio of ${dir}`;
    throw new StudioError('LIBRARY_NEWER', 'This library is newer.', { next: 'Update Faceloom.' });
  });
  const opened = openChosenLibrary(
    {
      given: situation.given,
      usual: '/usual',
      memory,
      isLibrary: (dir) => there.has(dir),
      async ask(options) {
        asked.push(options);
        const answer = answers.shift();
        if (answer === plugIn) for (const dir of recent) there.add(dir);
        const button = answer === plugIn ? 'Try again' : answer;
        const response = options.buttons?.indexOf(button ?? '') ?? -1;
        if (response < 0) throw new Error(`there is no button "${button}" in ${options.buttons}`);
        return { response };
      },
      chooseFolder: async () => folders.shift(),
    },
    open,
  );
  return { opened, open, asked, memory };
}

test.each<[string, string[], Situation, string]>([
  ['the usual one at first', [], {}, '/usual'],
  ['the one of last time', ['/last', '/before'], { there: ['/last'] }, '/last'],
  [
    'the one that was asked for, even if it is new',
    ['/last'],
    { given: '/given', there: ['/last'] },
    '/given',
  ],
])('%s is opened without a question', async (_, recent, situation, dir) => {
  const { opened, asked, memory } = setUp(recent, situation);
  expect(await opened).toEqual({ dir, studio: `studio of ${dir}` });
  expect(asked).toEqual([]);
  expect(memory.state.recentLibraries?.[0]).toBe(dir);
});

test.each<[string, Situation, string | undefined]>([
  ['another', { answers: ['Open another library…'], folders: ['/other'] }, '/other'],
  ['the usual one', { answers: ['Open the usual library'] }, '/usual'],
  ['it after all, once its disk is connected', { answers: ['Try again', plugIn] }, '/gone'],
  ['none', { answers: ['Quit'] }, undefined],
  ['none after a dialog that was cancelled', { answers: ['Open another library…', 'Quit'] }, undefined],
])('a library that is gone: the person opens %s', async (_, situation, dir) => {
  const { opened, asked, open, memory } = setUp(['/gone'], situation);
  expect((await opened)?.dir).toBe(dir);
  expect(open.mock.calls).toEqual(dir === undefined ? [] : [[dir]]);
  expect(asked[0]).toMatchObject({ detail: expect.stringContaining('/gone'), defaultId: 0, cancelId: 3 });
  // It stays among those that are offered, for when its disk is back.
  expect(memory.state.recentLibraries).toContain('/gone');
});

test('a library that was opened before and is asked for again is not made anew on an unplugged disk', async () => {
  const { opened, asked } = setUp(['/last', '/disk'], {
    given: '/disk',
    there: ['/last'],
    answers: ['Quit'],
  });
  expect(await opened).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test('the usual library that is gone can be made anew', async () => {
  const { opened } = setUp(['/usual'], { answers: ['Make a new library there'] });
  expect((await opened)?.dir).toBe('/usual');
});

test('a library that cannot be opened says why, and another may be opened', async () => {
  const { opened, asked } = setUp(['/new'], {
    ...{
      there: ['/new'],
      broken: ['/new'],
      answers: ['Try again', 'Open another library…'],
      folders: ['/other'],
    },
  });
  expect((await opened)?.dir).toBe('/other');
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({ message: 'This library is newer.', detail: '/new\n\nUpdate Faceloom.' });
});

test('recent libraries are kept once each, newest first, eight of them', async () => {
  const memory = remembering({});
  for (const dir of ['/a', '/b', '/a', ...Array.from({ length: 9 }, (_, i) => `/${i}`)])
    await rememberLibrary(memory, dir);
  expect(memory.state.recentLibraries).toEqual(['/8', '/7', '/6', '/5', '/4', '/3', '/2', '/1']);
});
