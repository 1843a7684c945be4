import { expect, test } from 'vitest';
import { lastUsefulLine, runProgram } from './run-program.ts';

test('keeps what a program printed and whether it succeeded', async () => {
  const good = await runProgram(process.execPath, ['-e', 'console.log("out"); console.error("err")']);
  expect(good).toEqual({ ok: true, stdout: 'out\n', stderr: 'err\n' });
  expect((await runProgram(process.execPath, ['-e', 'process.exit(3)'])).ok).toBe(false);
});

test('rejects when the program cannot start, and when aborted', async () => {
  await expect(runProgram('/nowhere/program', [])).rejects.toMatchObject({ code: 'ENOENT' });
  const running = runProgram(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], {
    signal: AbortSignal.timeout(50),
  });
  await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
});

test.each([
  ['note\nERROR: the cause\ntrailing words', 'the cause'],
  ['only words\n\n', 'only words'],
  ['', 'it gave no reason'],
  ['ERROR: see https://packages.example/x for more', 'see (address) for more'],
  ['Error: getaddrinfo ENOTFOUND files.packages.dev', 'getaddrinfo ENOTFOUND (address)'],
])('%j is told as %j', (output, line) => {
  expect(lastUsefulLine(output)).toBe(line);
});
