import { createRequire } from 'node:module';
import type { Engine } from './engine.ts';
import { wasm } from './wasm.ts';
import { type OpenedDevice, openDevice } from './webgpu-device.ts';

/**
 * Steps of trainings on a graphics card of any maker, through WebGPU. All else that the process computes, it computes with
 * WebAssembly: what lies on a card cannot be read without waiting, as TensorFlow.js wants it.
 */
export const webgpu: Engine = {
  id: 'webgpu',
  async load(threads) {
    opened = await openDevice();
    await wasm.load(threads);
    const dawn: { version: string } = createRequire(import.meta.url)('webgpu/package.json');
    // The card and its driver are part of what was proved.
    return { id: 'webgpu', version: `${dawn.version}, ${opened.adapter.description}`, threads: 1 };
  },
};

let opened: OpenedDevice | undefined;

/** The card that steps are made on, in a process that has loaded this engine. */
export const openedDevice = (): OpenedDevice | undefined => opened;
