// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { type EngineStatus, SystemInfo } from '../../../main/contract/system/system.ts';
import { answer } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { EngineList } from './EngineList.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

function show(webgpu: Pick<EngineStatus, 'available'> & Partial<EngineStatus>): void {
  const info = SystemInfo.parse({
    ...{
      version: '0.1.0',
      platform: 'win32',
      nodeVersion: '24.0.0',
      host: 'desktop',
      libraryDir: '/library',
    },
    ...{ libraryBytesFree: 1e9, cores: 4, memoryBytes: 8e9, memoryFreeBytes: 4e9 },
    engines: [{ id: 'webgpu', title: 'WebGPU', ...webgpu }],
    candidates: [],
    defaultEngine: 'wasm',
    graphics: { cards: [], fits: false, reason: 'There is no NVIDIA card.' },
  });
  answer({ system: { info: () => info, settings: () => ({}) as never } });
  renderPage(<EngineList />);
}

test('names the card that WebGPU reaches', async () => {
  show({ available: true, version: 'Electron 45.4.1, intel xe', threads: 1 });
  expect(await screen.findByText('WebGPU reaches a card through Electron 45.4.1, intel xe.')).toBeDefined();
});

test('says so where no reason is known', async () => {
  show({ available: false });
  expect(await screen.findByText('WebGPU cannot be used here.')).toBeDefined();
});

test('says why WebGPU reaches none, and what to do', async () => {
  show({ available: false, reason: 'The window did not answer.', next: 'Start Faceloom again.' });
  expect(await screen.findByText('WebGPU: The window did not answer. Start Faceloom again.')).toBeDefined();
});

test('names WebGPU once where the reason names it already', async () => {
  show({ available: false, reason: 'WebGPU finds no graphics card.', next: 'Use another engine.' });
  expect(await screen.findByText('WebGPU finds no graphics card. Use another engine.')).toBeDefined();
});
