import type { FromCompute } from '../../protocol/messages.ts';
import { allowTestGpu } from './gpu-here.ts';

/**
 * The compute process with a graphics card that is lost after the first tick where FACELOOM_TEST_LOSES_CARD is 1, for tests
 * of what is done about it.
 */
let losesNow = false;
if (process.env['FACELOOM_TEST_LOSES_CARD'] === '1') {
  const send = process.send?.bind(process) as (message: FromCompute, ...given: unknown[]) => boolean;
  process.send = (message: FromCompute, ...given: unknown[]) => {
    losesNow ||= message.type === 'tick';
    return send(message, ...given);
  };
}
allowTestGpu();
// The package does not say what its globals are.
const globals = (await import('webgpu')).globals as { GPUDevice: { prototype: GPUDevice } };
const { prototype } = globals.GPUDevice;
const { createCommandEncoder } = prototype;
prototype.createCommandEncoder = function lose(this: GPUDevice, ...given) {
  const encoder = createCommandEncoder.apply(this, given);
  // What is encoded is handed in first.
  if (losesNow) setImmediate(() => this.destroy());
  return encoder;
};
await import('../main.ts');
