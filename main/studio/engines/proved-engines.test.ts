import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../base/log.ts';
import { forkCompute } from '../compute-process/fork-compute.ts';
import type { Candidate } from './candidates.ts';
import { candidatesHere } from './candidates.ts';
import { proveCandidate } from './prove-candidate.ts';
import { ProvedEngines } from './proved-engines.ts';

const entry = fileURLToPath(new URL('../../compute/testing/faulty-main.ts', import.meta.url));
const log = createLogger(() => undefined);
const launch = forkCompute(entry, log);
const folder = () => mkdtempSync(join(tmpdir(), 'faceloom-proofs-'));

const broken = (fault: string): Candidate => ({
  engine: 'wasm',
  settings: `broken-${fault}`,
  title: `An engine with ${fault}`,
  environment: { FACELOOM_TEST_FAULT: fault },
  modes: ['eager'],
});
const fine: Candidate = {
  engine: 'wasm',
  settings: 'fine',
  title: 'A right engine',
  environment: {},
  modes: ['eager'],
};
const drawing = { name: 'sample', seesFaces: false };
const subject = { kind: 'operations', extent: 'quick' } as const;

describe('a candidate that cannot finish its proof', () => {
  it.each(['SIGFPE', 'SIGILL', 'SIGSEGV'])('died by %s, and is said over what', async (signal) => {
    const record = await proveCandidate(broken(signal), subject, { launch, threads: 1 });
    expect(record).toMatchObject({ verdict: 'died' });
    expect(record.reason).toMatch(new RegExp(`^It died over convolution of .*${signal}`));
  });

  it('hung', async () => {
    const record = await proveCandidate(broken('hang'), subject, { launch, threads: 1, silenceMs: 6_000 });
    expect(record).toMatchObject({
      verdict: 'hung',
      reason: expect.stringMatching(/^It hung over convolution of/),
    });
  });
});

it('steps around what died, remembers both, and forgets nothing when it is opened again', async () => {
  const dir = folder();
  const options = { launch, folder: dir, log, candidates: [broken('SIGFPE'), fine] };
  const first = new ProvedEngines(options);
  expect((await first.forWork(drawing, 'auto', 1)).candidate.settings).toBe('fine');
  const counted = vi.fn(launch);
  const again = new ProvedEngines({ ...options, launch: counted });
  expect((await again.forWork(drawing, 'auto', 1)).candidate.settings).toBe('fine');
  expect(counted).not.toHaveBeenCalled();
  expect(await again.whyNot('broken-SIGFPE', 1)).toMatch(/SIGFPE/);
});

it('refuses what turned out wrong at work', async () => {
  const engines = new ProvedEngines({ launch, folder: folder(), log, candidates: [fine] });
  await engines.refuse('fine', 'It was wrong at work.', 1);
  await expect(engines.forWork(drawing, 'auto', 1)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await expect(engines.forFaces('auto')).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
});

it('takes what the user set in the environment, and nothing else of that engine', () => {
  const [own, ...others] = candidatesHere({ TF_ENABLE_ONEDNN_OPTS: '0' });
  expect(own).toMatchObject({ engine: 'tensorflow', environment: {} });
  expect(own.title).toContain('TF_ENABLE_ONEDNN_OPTS=0');
  expect(others.every(({ engine }) => engine === 'wasm')).toBe(true);
});
