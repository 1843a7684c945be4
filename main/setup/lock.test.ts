import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from './lock.ts';
import { tempDir } from './testing.ts';

const lockModule = new URL('./lock.ts', import.meta.url).href;

/** A process that holds the lock until it is killed. */
async function holder(file: string) {
  const script = `
    import { withLock } from ${JSON.stringify(lockModule)};
    await withLock(${JSON.stringify(file)}, { timeoutMs: 0 }, async () => {
      console.log('held');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('waits for the holder and takes over when it dies', async () => {
  const file = path.join(tempDir(), 'x.lock');
  const child = await holder(file);
  const done = await withLock(
    file,
    { timeoutMs: 60_000, pollMs: 10, onWait: () => child.kill('SIGKILL') },
    async () => 'done',
  );
  expect(done).toBe('done');
  expect(child.killed).toBe(true);
});

test('gives up after its time, and at once when aborted', async () => {
  const file = path.join(tempDir(), 'x.lock');
  await holder(file);
  const never = async () => expect.unreachable();
  await expect(withLock(file, { timeoutMs: 30, pollMs: 10 }, never)).rejects.toThrow(/running for too long/);
  const aborted = withLock(file, { timeoutMs: 60_000, signal: AbortSignal.abort() }, never);
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
});

test('is free again after work that failed', async () => {
  const file = path.join(tempDir(), 'x.lock');
  const failing = withLock(file, { timeoutMs: 0 }, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  await expect(withLock(file, { timeoutMs: 0 }, async () => 1)).resolves.toBe(1);
});
