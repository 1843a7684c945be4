import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { EngineId, StepMode } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { FromCompute, Message, ProofTask } from '../../protocol/messages.ts';
import type { ProofFault } from '../../protocol/proof.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { decodeTensors, encodeTensors } from '../files/safetensors.ts';
import type { Thoroughness } from '../operations/check-bilinear.ts';
import { checkOperation } from '../operations/check-operation.ts';
import { describeDeviation } from '../operations/deviation.ts';
import { describeOperation, type Operation } from '../operations/operation.ts';
import { operationsToProve } from '../operations/operations-to-prove.ts';
import { recordOperations } from '../operations/recorded-operations.ts';
import { partSize } from '../training/steps/step-inputs.ts';
import { createStepRunner, eagerSteps } from '../training/steps/step-runner.ts';
import { compareSteps } from './compare-steps.ts';
import { firstSteps, proofConfig, type StepOutcome } from './first-steps.ts';

/** So many faults are named; a broken engine has hundreds. */
const namedFaults = 12;

const thoroughness: Readonly<Record<'quick' | 'whole', Thoroughness>> = {
  quick: { places: 60, filterPlaces: 20 },
  whole: { places: 250, filterPlaces: 40 },
};

/**
 * Tries the engine that is loaded. It tells what it is about to try before it tries it, so that whoever listens knows what
 * a process died or hung over.
 */
export async function prove(
  { subject }: ProofTask,
  engine: { id: EngineId; version: string; threads: number },
  send: (message: FromCompute) => void,
): Promise<Message<'proved'>> {
  const startedMs = performance.now();
  const findings =
    subject.kind === 'operations'
      ? await tryOperations(operationsToProve(subject.extent), thoroughness[subject.extent], send)
      : await tryRun(subject, engine.id, send);
  return {
    type: 'proved',
    version: engine.version,
    threads: engine.threads,
    operations: findings.operations,
    faults: findings.faults.slice(0, namedFaults),
    faultCount: findings.faults.length,
    ...(Number.isFinite(findings.worst) ? { worstDeviation: findings.worst } : {}),
    ms: performance.now() - startedMs,
  };
}

interface Findings {
  operations: number;
  faults: ProofFault[];
  worst: number;
}

async function tryOperations(
  operations: readonly Operation[],
  how: Thoroughness,
  send: (message: FromCompute) => void,
): Promise<Findings> {
  const faults: ProofFault[] = [];
  let worst = 0;
  for (const [done, operation] of operations.entries()) {
    const note = describeOperation(operation);
    send({ type: 'working', done, total: operations.length, unit: 'operations', note });
    await yieldToEvents();
    const { worstShare, wrong } = checkOperation(operation, how);
    worst = Math.max(worst, worstShare);
    if (wrong !== undefined) faults.push({ operation: note, reason: describeDeviation(wrong) });
  }
  return { operations: operations.length, faults, worst };
}

/** A run's own operations at its own batch, and its first steps against those of the wasm engine, which shares no kernel. */
async function tryRun(
  { config, mode, referenceFile }: Extract<ProofTask['subject'], { kind: 'run' }>,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<Findings> {
  const tried = proofConfig(config);
  const say = (note: string) => send({ type: 'working', done: 0, total: 1, unit: 'steps', note });
  say('the first step on WebAssembly, to compare with');
  await yieldToEvents();
  const { steps, operations } = await referenceSteps(tried, referenceFile);
  await tf.setBackend(engine);
  const batch = partSize(config);
  const own = operations.map((operation) =>
    'sides' in operation && operation.batch === partSize(tried) ? { ...operation, batch } : operation,
  );
  const findings = await tryOperations(own, thoroughness.quick, send);
  if (findings.faults.length > 0) return findings;
  if (engine === 'wasm') return findings;

  const name = stepNames[mode];
  say(name);
  await yieldToEvents();
  const outcomes = await firstSteps(tried, (state) => createStepRunner(state, mode));
  const { worstShare, wrong } = compareSteps(tried, outcomes, steps);
  const faults = wrong === undefined ? [] : [{ operation: name, reason: describeDeviation(wrong) }];
  if (faults.length === 0 && config.deterministic) {
    const again = await firstSteps(tried, (state) => createStepRunner(state, mode));
    if (!areSame(outcomes, again))
      faults.push({ operation: name, reason: 'it does not repeat: the same step gave other bits' });
  }
  return { operations: own.length + 1, faults, worst: Math.max(findings.worst, worstShare) };
}

const stepNames: Readonly<Record<StepMode, string>> = {
  eager: 'the first step, operation by operation',
  graph: 'the first step, as one graph',
  'graph+xla': 'the first step, compiled by XLA',
};

/** The steps on wasm and the operations in them; kept in a file, since every candidate is compared with the same. */
async function referenceSteps(
  config: RunConfig,
  file: string,
): Promise<{ steps: Map<string, StepOutcome>; operations: Operation[] }> {
  if (existsSync(file)) return readReference(file);
  await loadEngine('wasm', 1);
  await tf.setBackend('wasm');
  const recording = recordOperations();
  const steps = await firstSteps(config, async (state) => eagerSteps(state)).finally(recording.stop);
  const operations = recording.operations();
  writeFileSync(file, encodeReference(steps, operations));
  return { steps, operations };
}

function encodeReference(steps: Map<string, StepOutcome>, operations: Operation[]): Uint8Array {
  const tensors = new Map(
    [...steps].flatMap(([phase, { state }]) =>
      [...state].map(([name, values]) => [
        `${phase}/${name}`,
        {
          dtype: 'F32' as const,
          shape: [values.length],
          bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        },
      ]),
    ) as [string, Parameters<typeof encodeTensors>[0] extends ReadonlyMap<string, infer T> ? T : never][],
  );
  const rows = Object.fromEntries([...steps].map(([phase, { row }]) => [phase, row]));
  return encodeTensors(tensors, { rows: JSON.stringify(rows), operations: JSON.stringify(operations) });
}

/** A file of this program's own, made a moment ago in a folder of its own. */
function readReference(file: string): { steps: Map<string, StepOutcome>; operations: Operation[] } {
  const { tensors, metadata } = decodeTensors(readFileSync(file), (what) => new Error(`${file}: ${what}`));
  const rows: Record<string, Record<string, number>> = JSON.parse(metadata['rows'] ?? '{}');
  const steps = new Map(
    Object.entries(rows).map(([phase, row]): [string, StepOutcome] => [
      phase,
      {
        row,
        state: new Map(
          [...tensors]
            .filter(([name]) => name.startsWith(`${phase}/`))
            .map(([name, { bytes }]) => [
              name.slice(phase.length + 1),
              new Float32Array(bytes.slice().buffer),
            ]),
        ),
      },
    ]),
  );
  return { steps, operations: JSON.parse(metadata['operations'] ?? '[]') };
}

function areSame(a: ReadonlyMap<string, StepOutcome>, b: ReadonlyMap<string, StepOutcome>): boolean {
  for (const [phase, { state }] of a) {
    for (const [name, values] of state) {
      const others = b.get(phase)?.state.get(name);
      if (others === undefined || values.some((value, i) => !Object.is(value, others[i]))) return false;
    }
  }
  return true;
}
