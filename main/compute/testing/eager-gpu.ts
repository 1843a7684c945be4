import { createRequire } from 'node:module';
import type { OpenedCard } from '../../gpu/open-card.ts';
import { tf } from '../engines/tf.ts';
import { registerRecordingKernels } from '../step-compiler/gpu/recording-kernels.ts';

/**
 * Makes TensorFlow.js compute on a graphics card, operation by operation. Nothing can be read back but with `data()`. The
 * function that it gives back ends it.
 */
export async function startEagerGpu({ device, adapter }: OpenedCard): Promise<() => void> {
  const page = globalThis as Record<string, unknown>;
  const require = createRequire(import.meta.url);
  const globals: Record<string, unknown> = { ...(await import('webgpu')).globals };
  // Before the globals are there: it would take them for a page's.
  const { WebGPUBackend } = require('@tensorflow/tfjs-backend-webgpu');
  const added = Object.keys(globals).filter((key) => !(key in page));
  for (const key of added) page[key] = globals[key];
  const kept = Object.getOwnPropertyDescriptor(page, 'navigator');
  Object.defineProperty(page, 'navigator', { value: { gpu: {} }, configurable: true });
  registerRecordingKernels(name);
  tf.registerBackend(name, () => new WebGPUBackend(device, adapter));
  await tf.setBackend(name);
  return () => {
    tf.removeBackend(name);
    for (const key of added) delete page[key];
    if (kept !== undefined) Object.defineProperty(page, 'navigator', kept);
  };
}

const name = 'eager-gpu';
