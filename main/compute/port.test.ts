import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { GpuFailure } from '../gpu/gpu-failure.ts';
import { studioPort } from './port.ts';

it('ends the wait for a card when the shell could not open its window', async () => {
  const parentPort = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  Reflect.set(process, 'parentPort', parentPort);
  onTestFinished(() => void Reflect.deleteProperty(process, 'parentPort'));
  const card = studioPort().askForCard?.();
  expect(parentPort.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'wants-gpu-window' });
  parentPort.emit('message', {
    data: { type: 'gpu-window-gone', reason: 'It could not be opened.' },
    ports: [],
  });
  await expect(card).rejects.toThrow(GpuFailure);
  await expect(card).rejects.toThrow('It could not be opened.');
});
