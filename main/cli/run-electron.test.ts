import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { tempDir, writeProgram } from '../setup/testing.ts';
import { runElectron } from './run-electron.ts';

/** Runs a small program in Electron's place. */
const run = (script: string, options: { onSlow?: () => void; slowMs?: number } = {}) => {
  const dir = tempDir();
  const program = writeProgram(path.join(dir, 'electron'), script);
  return runElectron({
    program,
    args: ['one', 'two'],
    cwd: dir,
    env: { ...process.env, DISPLAY: ':9' },
    ...options,
  });
};
const ready = 'echo > "$FACELOOM_STARTED_FILE"';

describe.skipIf(process.platform === 'win32')(
  'a window (needs shell scripts, which Windows does not start)',
  () => {
    test.each([
      ['closed', `${ready}; exit 0`, 0],
      ['that ended badly after it was there', `${ready}; exit 3`, 3],
      ['that was killed after it was there', `${ready}; kill -KILL $$`, 1],
      ['that another one took over', 'exit 0', 0],
      ['that was given its arguments', `${ready}; test "$*" = "one two"`, 0],
      ['interrupted before it was there', 'kill -TERM $$', 130],
    ])('%s', async (_, script, exitCode) => {
      expect(await run(script)).toEqual({ exitCode });
    });

    test('whose program cannot start says why, and keeps the lines of Electron back', async () => {
      const write = vi.spyOn(process.stderr, 'write');
      const end = await run('echo "x.cc:1] No usable sandbox! And more." >&2; kill -TRAP $$');
      expect(end).toMatchObject({ reason: expect.stringContaining("forbids Electron's sandbox") });
      expect(write.mock.calls.flat().join('')).not.toContain('No usable sandbox');
      write.mockRestore();
    });

    test('whose display is stale says which', async () => {
      const end = await run('echo "Missing X server or \\$DISPLAY" >&2; exit 1');
      expect(end).toMatchObject({ reason: 'No window can be opened on the display :9.' });
    });

    test('whose program is for another processor says so', async () => {
      const dir = tempDir();
      const program = path.join(dir, 'electron');
      // The head of an ELF file for 64-bit ARM, which other processors refuse; for those, of a PC's.
      const machine = process.arch === 'arm64' ? 62 : 183;
      const head = Buffer.alloc(64);
      head.write('\x7fELF\x02\x01\x01', 'latin1');
      head.writeUInt16LE(2, 16);
      head.writeUInt16LE(machine, 18);
      writeFileSync(program, head);
      chmodSync(program, 0o755);
      const end = await runElectron({ program, args: [], cwd: dir, env: {} });
      expect(end).toMatchObject({ reason: expect.stringContaining('another kind of processor') });
    });

    test('that says nothing for long is told of', async () => {
      const onSlow = vi.fn();
      await run('sleep 0.3', { onSlow, slowMs: 20 });
      expect(onSlow).toHaveBeenCalledOnce();
    });

    test('gets the signal that ends its starter, and ends in its own time', async () => {
      const dir = tempDir();
      const program = writeProgram(
        path.join(dir, 'electron'),
        `trap 'echo saved; exit 0' TERM; ${ready}; echo ready; while :; do sleep 0.05; done`,
      );
      const script = `
      import { runElectron } from ${JSON.stringify(new URL('./run-electron.ts', import.meta.url).href)};
      const end = await runElectron({ program: ${JSON.stringify(program)}, args: [], cwd: '.' });
      console.log(JSON.stringify(end));`;
      const child = execFile(process.execPath, ['--input-type=module', '-e', script]);
      let output = '';
      child.stdout?.on('data', (text: string) => {
        output += text;
        if (text.includes('ready')) child.kill('SIGTERM');
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect({ code, lines: output.trim().split('\n') }).toEqual({
        code: 0,
        lines: ['ready', 'saved', '{"exitCode":0}'],
      });
    });
  },
);
