import { describe, expect, it } from 'vitest';
import { onTrouble } from './device-trouble.ts';
import type { GpuFailure } from './gpu-failure.ts';

class GPUOutOfMemoryError {
  readonly message = 'too much';
}
class GPUValidationError {
  readonly message = 'no such group';
}

/** What of a device tells of its trouble. */
function fakeDevice() {
  const lost = Promise.withResolvers<{ message: string }>();
  const device = { lost: lost.promise, onuncapturederror: null } as unknown as GPUDevice;
  return {
    device,
    lose: () => lost.resolve({ message: 'It was pulled out.' }),
    tell: (error: GPUError) =>
      device.onuncapturederror?.call(device, { error } as unknown as GPUUncapturedErrorEvent),
  };
}

describe('the trouble of a device', () => {
  it('is told to each program of it that is still there', () => {
    const { device, tell } = fakeDevice();
    const told: string[] = [];
    const listen = (name: string) => onTrouble(device, ({ trouble }) => told.push(`${name}: ${trouble}`));
    listen('first');
    const leave = listen('second');
    listen('third');
    leave();
    tell(new GPUOutOfMemoryError());
    tell(new GPUValidationError());
    expect(told).toEqual(['first: memory', 'third: memory', 'first: refused', 'third: refused']);
  });

  it('is told to programs that come after the device was lost as well', async () => {
    const { device, lose } = fakeDevice();
    const told: GpuFailure[] = [];
    onTrouble(device, (failure) => told.push(failure));
    lose();
    await device.lost;
    onTrouble(device, (failure) => told.push(failure));
    expect(told).toHaveLength(2);
    for (const failure of told)
      expect(failure).toMatchObject({ trouble: 'lost', message: expect.stringContaining('pulled out') });
  });
});
