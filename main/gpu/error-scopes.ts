import { GpuFailure } from './gpu-failure.ts';

/**
 * Does some work on a device and says what the device has against it. The work may not wait for anything: the scopes of a
 * device lie on one stack, so that whatever others do in between would be taken for its own.
 */
export async function inErrorScopes<T>(device: GPUDevice, work: () => T): Promise<Judged<T>> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let done: { made: T } | { thrown: unknown };
  try {
    done = { made: work() };
  } catch (thrown) {
    done = { thrown };
  }
  // Both are taken off before anything is waited for.
  const [invalid, noMemory] = await Promise.all([popError(device), popError(device)]);
  if (noMemory !== undefined)
    return { trouble: new GpuFailure('memory', `The graphics card has no memory left: ${noMemory}`) };
  if (invalid !== undefined) return { trouble: refused(invalid) };
  return 'made' in done ? done : { trouble: refused(messageOf(done.thrown)) };
}

export type Judged<T> = { made: T } | { trouble: GpuFailure };

export const refused = (why: string): GpuFailure =>
  new GpuFailure('refused', `The graphics card cannot run these steps: ${why}`);

export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** What went wrong since the matching push, if something did: a lost device refuses to answer. */
const popError = (device: GPUDevice): Promise<string | undefined> =>
  device.popErrorScope().then((error) => error?.message, messageOf);
