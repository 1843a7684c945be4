import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CudaSetupPlan, SetupMessage } from '../graphics-cards/cuda-setup.ts';
import { installTensorflow } from './install-tensorflow.ts';
import { openProgressMessages } from './progress-line.ts';
import { tempDir, writeProgram } from './testing.ts';
import { cudaWorld } from './testing-cuda.ts';

const script = fileURLToPath(new URL('./setup-tensorflow.ts', import.meta.url));

/** Runs the set-up on a machine whose nvidia-smi prints a text; its lines of output. */
function run(args: readonly string[], smi: string): Promise<string[]> {
  const bin = path.join(tempDir(), 'bin');
  writeProgram(path.join(bin, 'nvidia-smi'), smi);
  const { FACELOOM_SKIP_TENSORFLOW: _, ...env } = process.env;
  const options = { env: { ...env, PATH: bin, FACELOOM_CACHE_DIR: tempDir() } };
  return new Promise((resolve) =>
    execFile(process.execPath, [script, ...args], options, (_error, stdout) =>
      resolve(stdout.trim().split('\n')),
    ),
  );
}

const oneCard = "echo '0, GPU-1, 550.54.14, 12288, [N/A], 8.6, RTX 3060'";

describe.skipIf(process.platform !== 'linux')(
  'the set-up for cards, asked by a program (needs Linux)',
  () => {
    it('answers with its plan', async () => {
      const [plan, ...rest] = await run(['--cuda', '--dry-run', '--json'], oneCard);
      expect(rest).toEqual([]);
      expect(CudaSetupPlan.parse(JSON.parse(plan))).toMatchObject({
        graphics: { cards: [{ name: 'RTX 3060' }] },
        isReady: expect.any(Boolean),
      });
    });

    it('ends with the reason where no card fits', async () => {
      const lines = await run(
        ['--cuda', '--yes', '--json'],
        "echo '0, GPU-1, 470.1, 4040, [N/A], 7.5, RTX 2070'",
      );
      expect(lines.map((line) => SetupMessage.parse(JSON.parse(line)))).toEqual([
        expect.objectContaining({ type: 'failed', reason: expect.stringContaining('too old') }),
      ]);
    });

    it('tells each step, and all bytes that were fetched', async () => {
      const { options, build } = cudaWorld();
      let printed = '';
      const line = openProgressMessages({ write: (text) => (printed += text) });
      await installTensorflow({ ...options, report: line.report, onDownloaded: line.onDownloaded });
      const messages = printed
        .trim()
        .split('\n')
        .map((text) => SetupMessage.parse(JSON.parse(text)));
      const bytes = messages.flatMap((message) => (message.type === 'step' ? message.downloadedBytes : []));
      expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
      expect(bytes.at(-1)).toBe(build.wheels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    });
  },
);
