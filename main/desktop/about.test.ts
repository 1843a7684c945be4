import { writeFileSync } from 'node:fs';
import type { MessageBoxOptions } from 'electron';
import { expect, test } from 'vitest';
import type { EngineStatus } from '../contract/system/system.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { aboutPanel, showAbout } from './about.ts';

const versions = { electron: '45.4.1', chrome: '154.0', node: undefined };
const engines: EngineStatus[] = [
  { id: 'tensorflow', title: 'TensorFlow', available: true, version: '2.21.0' },
  { id: 'wasm', title: 'WebAssembly', available: false, reason: 'Its file is missing.' },
];
const place = tempFolderPerTest();

/** Shows About to a person who presses the last button; `refusal` is what the system says to a file that is opened. */
async function show({ refusal = '' } = {}) {
  const boxes: MessageBoxOptions[] = [];
  const opened: string[] = [];
  const shown: string[] = [];
  await showAbout(
    { version: '1.2.3', versions, engines },
    {
      licencesFile: place('LICENCES.txt'),
      async show(options) {
        boxes.push(options);
        return { response: (options.buttons?.length ?? 0) - 1 };
      },
      shell: {
        async openPath(file) {
          opened.push(file);
          return refusal;
        },
        showItemInFolder: (file) => void shown.push(file),
      },
    },
  );
  return { box: boxes[0], opened, shown };
}

test('About names versions, engines and the licence, and no part that is not there', async () => {
  const { box, opened } = await show();
  expect(box?.message).toBe('Faceloom 1.2.3');
  expect(box?.detail?.split('\n')).toEqual([
    'Electron 45.4.1',
    'Chromium 154.0',
    '',
    'TensorFlow 2.21.0',
    'WebAssembly: not here. Its file is missing.',
    '',
    expect.stringMatching(/^Apache License 2\.0\./),
    'Nothing leaves this computer unless you send a training to a place of your own.',
  ]);
  // A checkout has no file of licences.
  expect([box?.buttons, opened]).toEqual([['Close'], []]);
});

test('a packaged program opens its licences, or shows where they lie', async () => {
  const licences = place('LICENCES.txt');
  writeFileSync(licences, 'Terms');
  const { box, opened, shown } = await show();
  expect([box?.buttons, box?.cancelId]).toEqual([['Close', 'Open the licences'], 0]);
  expect([opened, shown]).toEqual([[licences], []]);
  expect((await show({ refusal: 'No program for it' })).shown).toEqual([licences]);
});

test('the panel of macOS names the same versions', () => {
  expect(aboutPanel('1.2.3', versions)).toMatchObject({
    applicationVersion: '1.2.3',
    credits: 'Electron 45.4.1\nChromium 154.0',
  });
});
