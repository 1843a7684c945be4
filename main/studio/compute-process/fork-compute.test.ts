import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { computeProcesses } from './compute-processes.ts';
import { forkCompute } from './fork-compute.ts';
import { openSession } from './session.ts';

const path = tempFolderPerTest();

/** Why a real process ended that does this. */
async function whyEnded(script: string): Promise<unknown> {
  const entry = path('main.mjs');
  writeFileSync(entry, script);
  const compute = computeProcesses(
    forkCompute(
      entry,
      createLogger(() => undefined),
    ),
  );
  const words = { subject: 'The process', next: 'Try again.' };
  const session = openSession(compute, { type: 'probe', engine: 'auto', threads: 1 }, words);
  return session.ended.then(
    () => 'it ended well',
    (error: Error) => error.message,
  );
}

it
  .skipIf(process.platform === 'win32')
  .each(['SIGFPE', 'SIGSEGV', 'SIGILL', 'SIGABRT', 'SIGTRAP', 'SIGBUS', 'SIGTERM'])(
  'names the signal %s that ended a process',
  async (signal) => {
    const message = await whyEnded(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`);
    expect(message).toMatch(new RegExp(`^The process stopped unexpectedly: it .+ \\(${signal}\\)\\.$`));
  },
);

it('says that a process was killed', async () => {
  const message = await whyEnded(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
  if (process.platform === 'win32') expect(message).toContain('it ended with code 1');
  else expect(message).toContain('it was killed, by a person or because memory ran out');
});

it('says with which code a process ended, and that one ended too early', async () => {
  expect(await whyEnded('process.exit(7)')).toBe('The process stopped unexpectedly: it ended with code 7.');
  expect(await whyEnded('process.exit(0)')).toBe(
    'The process stopped unexpectedly: it ended before its work was done.',
  );
});

it('ends a process that sends a malformed message, and says so', async () => {
  expect(await whyEnded(`process.send({ type: 'tired' }); setInterval(() => {}, 1000);`)).toBe(
    'The process stopped unexpectedly: it sent a message that Faceloom does not understand.',
  );
});

it('hears of a task that is done', async () => {
  const script = `process.send({ type: 'ended', reason: 'done' }, () => process.exit(0));`;
  expect(await whyEnded(script)).toBe('it ended well');
});
