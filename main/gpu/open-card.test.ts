import { describe, expect, it } from 'vitest';
import { type Gpu, openCard } from './open-card.ts';
import { fakeCard } from './testing/fake-card.ts';

/** WebGPU of one card, with these limits. */
function gpuOf(limits: object, requestDevice: (asked: GPUDeviceDescriptor) => Promise<unknown>): Gpu {
  const info = { vendor: 'acme', architecture: 'abacus', description: '', isFallbackAdapter: false };
  return { requestAdapter: async () => ({ info, limits, requestDevice }) } as unknown as Gpu;
}

describe('openCard', () => {
  it('opens a card that has limits beyond the numbers that are told apart', async () => {
    const asked: GPUDeviceDescriptor[] = [];
    const gpu = gpuOf({ ...fakeCard().limits, maxBufferSize: 2 ** 64 }, async (descriptor) => {
      asked.push(descriptor);
      return {};
    });
    const limits = { ...fakeCard().limits, maxBufferSize: Number.MAX_SAFE_INTEGER };
    expect(await openCard(gpu, { allowsSoftware: false })).toMatchObject({ limits });
    expect(asked).toEqual([{ requiredLimits: limits }]);
  });

  it('says that a driver gives no device', async () => {
    const gpu = gpuOf(fakeCard().limits, () => Promise.reject(new Error('The driver is too old.')));
    expect(await openCard(gpu, { allowsSoftware: false })).toEqual({
      missing: 'device',
      detail: 'Error: The driver is too old.',
    });
  });

  it('does not take a fault of Faceloom for one of the driver', async () => {
    const gpu = gpuOf({}, async () => ({}));
    await expect(openCard(gpu, { allowsSoftware: false })).rejects.toThrow('maxBufferSize');
  });
});
