import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { tempDir, writeProgram } from '../setup/testing.ts';
import { findInhibitor, sleepAdvice, stayAwake } from './stay-awake.ts';

test.each([
  ['linux', ['/bin/systemd-inhibit', expect.stringContaining('sleep'), expect.anything(), expect.anything()]],
  ['darwin', ['/bin/caffeinate', '-i', 'cat']],
] as const)('%s has a way of its own to stay awake', (platform, begin) => {
  const found = findInhibitor(platform, (name) => `/bin/${name}`);
  expect(found?.slice(0, begin.length)).toEqual(begin);
  expect(found?.at(-1)).toBe('cat');
  expect(findInhibitor(platform, () => undefined)).toBeUndefined();
});

test('where there is none, the person is told what to do', () => {
  expect(findInhibitor('win32', (name) => name)).toBeUndefined();
  expect(sleepAdvice(undefined)).toContain('switch its sleep off');
  expect(sleepAdvice(['caffeinate'])).toContain('asked not to sleep');
});

describe.skipIf(process.platform === 'win32')(
  'the computer is kept awake (needs shell scripts, which Windows does not start)',
  () => {
    /** A stand-in for the system's program: it notes its beginning and its end. */
    function setUp(script: string) {
      const dir = tempDir();
      const program = writeProgram(
        path.join(dir, 'inhibit'),
        script.replaceAll('NOTES', path.join(dir, 'notes')),
      );
      const studio = {
        working: false,
        looks: 0,
        isWorking() {
          studio.looks += 1;
          return studio.working;
        },
      };
      onTestFinished(stayAwake(studio, [program, 'cat'], 10));
      const file = path.join(dir, 'notes');
      return { studio, notes: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) };
    }

    test('while the studio works, and no longer', async () => {
      const { studio, notes } = setUp('echo begin >> NOTES; "$@"; echo end >> NOTES');
      studio.working = true;
      await vi.waitFor(() => expect(notes()).toEqual(['begin']), { timeout: 300_000 });
      studio.working = false;
      await vi.waitFor(() => expect(notes()).toEqual(['begin', 'end']), { timeout: 300_000 });
      studio.working = true;
      await vi.waitFor(() => expect(notes()).toEqual(['begin', 'end', 'begin']), { timeout: 300_000 });
    });

    test('a system that refuses is asked once', async () => {
      const { studio, notes } = setUp('echo begin >> NOTES; exit 1');
      studio.working = true;
      await vi.waitFor(() => expect(notes()).toEqual(['begin']), { timeout: 300_000 });
      const { looks } = studio;
      await vi.waitFor(() => expect(studio.looks).toBeGreaterThan(looks + 20), { timeout: 300_000 });
      expect(notes()).toEqual(['begin']);
    });
  },
);
