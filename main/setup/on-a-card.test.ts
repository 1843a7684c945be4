import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const script = fileURLToPath(new URL('./on-a-card.sh', import.meta.url));

const Printed = z.object({
  dryRun: z.boolean(),
  seconds: z.number(),
  parts: z.array(
    z.object({
      name: z.string(),
      command: z.string(),
      code: z.int(),
      limitSeconds: z.number(),
      result: z.unknown(),
    }),
  ),
});

/** The parts of a trial that starts nothing which needs a card. */
async function planned(options: string[] = [], env: NodeJS.ProcessEnv = {}) {
  // Where the suite runs without TensorFlow, the plan would say so.
  const { FACELOOM_SKIP_TENSORFLOW: _, ...here } = process.env;
  const { stdout } = await promisify(execFile)('bash', [script, '--dry-run', ...options, '/torch.py'], {
    env: { ...here, ...env },
  });
  const { dryRun, parts } = Printed.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  expect(dryRun).toBe(true);
  return parts;
}

describe.skipIf(process.platform !== 'linux')(
  'the script that tries a card, without one (needs bash and Linux)',
  () => {
    it('plans every part, prints one JSON object and starts nothing that needs a card', async () => {
      const parts = await planned();
      expect(parts.map(({ name }) => name)).toEqual([
        ...['card', 'plan', 'setup', 'doctor', 'proof', 'sample'],
        ...['torch-64', 'classic-64', 'torch-128', 'classic-128'],
        ...['draft-32', 'standard-64', 'high-128'].flatMap((preset) =>
          ['graph', 'xla', 'train'].map((what) => `${what}-${preset}`),
        ),
      ]);
      const resultOf = (name: string) => parts.find((part) => part.name === name)?.result;
      expect(resultOf('plan')).toMatchObject({
        build: 'tensorflow-cuda-2.21.0',
        graphics: expect.anything(),
      });
      expect(resultOf('doctor')).toMatchObject({
        graphics: expect.anything(),
        candidates: expect.any(Array),
      });
      expect(resultOf('setup')).toBe('not started');
      expect(resultOf('train-high-128')).toBe('not started');
    });

    it('plans the same through WebGPU, with a loader of Vulkan that was carried along', async () => {
      const env = { FACELOOM_VULKAN: '/carried', VK_ICD_FILENAMES: '/driver.json', LD_LIBRARY_PATH: '/old' };
      const parts = await planned(['--webgpu'], env);
      expect(parts.map(({ name }) => name)).toEqual([
        ...['card', 'vulkan', 'proof'],
        ...['draft-32', 'standard-64', 'high-128'].flatMap((preset) =>
          ['webgpu', 'cuda', 'wasm'].map((what) => `${what}-${preset}`),
        ),
        ...['torch-64', 'classic-64', 'torch-128', 'classic-128', 'sample', 'train-draft-32'],
      ]);
      expect(parts.find(({ name }) => name === 'vulkan')?.result).toEqual({
        ...{ LD_LIBRARY_PATH: '/carried:/old', VK_ICD_FILENAMES: '/driver.json' },
      });
      for (const { command, result, name } of parts.slice(2)) {
        expect(result, name).toBe('not started');
        if (/^(webgpu|classic|train)-/.test(name)) expect(command).toContain('--engine webgpu');
      }
    });
  },
);
