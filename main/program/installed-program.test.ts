import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isInstalledProgram } from './installed-program.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** What people of a checkout are told to run. */
const command = /\b(npm (run|ci|start|install)|npx|faceloom [a-z]+( --\w+)?)\b/;
/** Where the window and the studio say something to people; commands and set-up are a checkout's alone. */
const rooms = ['compute', 'contract', 'desktop', 'disk', 'presets', 'program', 'protocol', 'studio'].map(
  (room) => `main/${room}`,
);

test('a checkout is no installed program', () => expect(isInstalledProgram).toBe(false));

test('what tells people to run a command asks first whether there is one', () => {
  const files = globSync(
    [...rooms, 'renderer'].map((room) => `${room}/**/*.{ts,tsx}`),
    {
      cwd: root,
      // Trainings over several processes are begun by commands alone, and workers are started in other checkouts and
      // containers.
      exclude: [
        ...['**/*.test.*', '**/testing/**', '**/training/ranks/**', '**/places/kinds/folder.ts'],
        '**/places/kinds/kubernetes/job-manifest.ts',
      ],
    },
  );
  expect(files.length).toBeGreaterThan(500);
  const telling = files.filter((file) =>
    command.test(withoutComments(readFileSync(path.join(root, file), 'utf8'))),
  );
  expect(telling.length).toBeGreaterThan(3);
  const unaware = telling.filter((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    // The page knows by its bridge that it is not in a browser, which commands alone can serve.
    return !/\bisInstalledProgram\b/.test(text) && !/\bbridge \? /.test(text);
  });
  expect(unaware).toEqual([]);
});

const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
