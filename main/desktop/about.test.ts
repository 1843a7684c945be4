import { expect, test } from 'vitest';
import type { EngineStatus } from '../contract/system/system.ts';
import { aboutBox, aboutPanel } from './about.ts';

const versions = { electron: '45.4.1', chrome: '154.0', node: undefined };
const engines: EngineStatus[] = [
  { id: 'tensorflow', title: 'TensorFlow', available: true, version: '2.21.0' },
  { id: 'wasm', title: 'WebAssembly', available: false, reason: 'Its file is missing.' },
];

test('About names versions, engines and the licence, and no part that is not there', () => {
  const { message, detail } = aboutBox('1.2.3', versions, engines);
  expect(message).toBe('Faceloom 1.2.3');
  expect(detail?.split('\n')).toEqual([
    'Electron 45.4.1',
    'Chromium 154.0',
    '',
    'TensorFlow 2.21.0',
    'WebAssembly: not here. Its file is missing.',
    '',
    expect.stringMatching(/^Apache License 2\.0\./),
    'Nothing leaves this computer.',
  ]);
});

test('the panel of macOS names the same versions', () => {
  expect(aboutPanel('1.2.3', versions)).toMatchObject({
    applicationVersion: '1.2.3',
    credits: 'Electron 45.4.1\nChromium 154.0',
  });
});
