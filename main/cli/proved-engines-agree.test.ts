import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PresetId } from '../contract/presets.ts';
import { cacheDir } from '../setup/cache.ts';
import { createLogger } from '../studio/base/log.ts';
import { computeEnvironment } from '../studio/compute-process/compute-environment.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { type Candidate, candidatesHere } from '../studio/engines/candidates.ts';
import { describeMachine } from '../studio/engines/machine.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';

/**
 * The first step of every preset, in its real widths, under each setting that proved itself here: losses, gradients and
 * updates, with the tolerances of the proof. A process for each has its environment and goes through all presets; the
 * first of them, TensorFlow without oneDNN where it is right, is what the others are compared with. Steps are made
 * operation by operation. As one graph and with XLA they are compared at small widths, in `engines-agree.test.ts` and
 * `xla-steps.test.ts`, and in the proof of each run.
 */
const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The set-up of the tests put the settings of one of them into the environment; each is to have its own alone.
const {
  TF_ENABLE_ONEDNN_OPTS: _,
  ONEDNN_MAX_CPU_ISA: __,
  DNNL_MAX_CPU_ISA: ___,
  ...environment
} = process.env;
const stock = candidatesHere(environment);
const known = await knownOf(stock);
const isRight = ({ settings }: Candidate) => known.get(settings)?.verdict === 'right';
const first = stock.find((each) => each.settings === 'eigen' && isRight(each)) ?? stock.find(isRight);
const others = stock.filter((each) => each !== first);

/** WebAssembly makes a fiftieth of the steps: it has the presets that it makes in a second or two. */
const presetsFor = ({ engine }: Candidate) =>
  engine === 'wasm' ? PresetId.options.filter((preset) => lightPresets.has(preset)) : PresetId.options;
const lightPresets: ReadonlySet<PresetId> = new Set(['draft-32', 'classic-mlp']);
const [seed, otherSeed] = [2, 3];
/** Half a minute on a quiet computer; so long that no other work makes it fail. */
const patienceMs = 600_000;

describe.runIf(first !== undefined)(
  `compared with ${first?.title ?? 'nothing, since nothing is proved right here'}`,
  () => {
    it.for(others)(
      '$title makes the first step of each preset as it does',
      { timeout: patienceMs },
      async (candidate, { skip }) => {
        const proof = known.get(candidate.settings);
        if (proof?.verdict !== 'right')
          skip(`its proof here: ${proof?.verdict}. ${proof?.reason ?? 'Nothing has needed it yet.'}`);
        const presets = presetsFor(candidate);
        const compared = await compare(candidate, presets, seed);
        expect(compared.map(({ preset }) => preset)).toEqual(presets);
        const apart = compared.filter(({ wrong }) => wrong !== undefined);
        // Right engines may be apart by more than the tolerance in one draw of numbers, and not in two (second-opinion.ts).
        const again = await compare(
          candidate,
          apart.map(({ preset }) => preset),
          otherSeed,
        );
        expect(again.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
      },
    );
  },
);

/** What a process of a candidate says of its steps, next to those of the first. */
async function compare(candidate: Candidate, presets: readonly PresetId[], drawn: number) {
  if (first === undefined || presets.length === 0) return [];
  const missing = presets.filter((preset) => !made.has(`${preset}-${drawn}`));
  await makeSteps(first, missing, drawn);
  for (const preset of missing) made.add(`${preset}-${drawn}`);
  return makeSteps(candidate, presets, drawn);
}
const made = new Set<string>();

const Compared = z.object({ preset: PresetId, worstShare: z.number(), wrong: z.string().optional() });

async function makeSteps(
  { engine, environment: own }: Candidate,
  presets: readonly PresetId[],
  drawn: number,
) {
  const entry = fileURLToPath(new URL('../compute/testing/agree-main.ts', import.meta.url));
  const child = fork(entry, [engine, folder, String(drawn), ...presets], {
    env: { ...environment, ...computeEnvironment(0), ...own },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: z.infer<typeof Compared>[] = [];
  let errors = '';
  child.on('message', (message) => said.push(Compared.parse(message)));
  child.stderr?.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...end) => resolve(end)),
  );
  expect({ code, signal }, errors).toEqual({ code: 0, signal: null });
  return said;
}

/** Proofs of TensorFlow are made where they are missing; those of WebAssembly take long and are only read. */
async function knownOf(candidates: readonly Candidate[]) {
  const log = createLogger(() => undefined);
  const launch = forkCompute(fileURLToPath(new URL('../compute/main.ts', import.meta.url)), log);
  const ofEngine = (engine: Candidate['engine'], prove: 'no' | 'missing') =>
    new ProvedEngines({
      ...{ launch, folder: cacheDir(), log, machine: describeMachine(undefined, environment) },
      candidates: candidates.filter((each) => each.engine === engine),
    }).list(0, prove);
  const listed = [...(await ofEngine('tensorflow', 'missing')), ...(await ofEngine('wasm', 'no'))];
  return new Map(listed.map((entry) => [entry.settings, entry]));
}
