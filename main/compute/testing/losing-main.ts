import { allowTestGpu } from './gpu-here.ts';

/**
 * The compute process with a graphics card that is lost at the call whose number FACELOOM_TEST_LOST_AT says, for tests of what
 * is done about it.
 */
const lostAt = Number(process.env['FACELOOM_TEST_LOST_AT'] ?? Number.POSITIVE_INFINITY);
allowTestGpu();
// The package does not say what its globals are.
const globals = (await import('webgpu')).globals as { GPUDevice: { prototype: GPUDevice } };
const { prototype } = globals.GPUDevice;
const { createCommandEncoder } = prototype;
let calls = 0;
prototype.createCommandEncoder = function lose(this: GPUDevice, ...given) {
  calls += 1;
  const encoder = createCommandEncoder.apply(this, given);
  // What is encoded is handed in first.
  if (calls === lostAt) setImmediate(() => this.destroy());
  return encoder;
};
await import('../main.ts');
