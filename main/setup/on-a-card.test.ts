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

describe.skipIf(process.platform !== 'linux')(
  'the script that tries a card, without one (needs bash)',
  () => {
    it('plans every part, prints one JSON object and starts nothing that needs a card', async () => {
      // Where the suite runs without TensorFlow, the plan would say so.
      const { FACELOOM_SKIP_TENSORFLOW: _, ...env } = process.env;
      const { stdout } = await promisify(execFile)('bash', [script, '--dry-run', '/torch.py'], { env });
      const { dryRun, parts } = Printed.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      expect(dryRun).toBe(true);
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
  },
);
