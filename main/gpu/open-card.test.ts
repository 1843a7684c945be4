import { describe, expect, it } from 'vitest';
import { type Gpu, openCard } from './open-card.ts';
import { fakeCard } from './testing/fake-card.ts';

const real = { allowsSoftware: false, power: 'high-performance' } as const;

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
    expect(await openCard(gpu, real)).toMatchObject({ limits });
    expect(asked).toEqual([{ requiredLimits: limits }]);
  });

  it('says that a driver gives no device', async () => {
    const gpu = gpuOf(fakeCard().limits, () => Promise.reject(new Error('The driver is too old.')));
    expect(await openCard(gpu, real)).toEqual({
      missing: 'device',
      detail: 'Error: The driver is too old.',
    });
  });

  it('opens the second card where there is another one, and no card twice', async () => {
    const facts = { vendor: 'acme', architecture: 'abacus', description: '', isFallbackAdapter: false };
    const gpuOfTwo = (second: object): Gpu =>
      ({
        requestAdapter: async ({ powerPreference }: GPURequestAdapterOptions) => ({
          info: powerPreference === 'low-power' ? { ...facts, ...second } : facts,
          limits: fakeCard().limits,
          requestDevice: async () => ({}),
        }),
      }) as unknown as Gpu;
    const second = { ...real, power: 'low-power' } as const;
    const adapter = { vendor: 'acme', architecture: 'slide rule', description: '', isSoftware: false };
    const two = gpuOfTwo({ architecture: 'slide rule' });
    expect(await openCard(two, second)).toMatchObject({ adapter });
    expect(await openCard(two, real)).toMatchObject({ adapter: { architecture: 'abacus' } });
    expect(await openCard(gpuOfTwo({}), second)).toEqual({ missing: 'second', detail: 'acme abacus' });
  });

  it('does not take a fault of Faceloom for one of the driver', async () => {
    const gpu = gpuOf({}, async () => ({}));
    await expect(openCard(gpu, real)).rejects.toThrow('maxBufferSize');
  });
});
