import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { EngineId, StepMode } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { ProofSubject } from '../../protocol/proof.ts';
import { tf } from '../engines/tf.ts';
import { chosenForms } from '../engines/webgpu.ts';
import { describeDeviation } from '../operations/deviation.ts';
import { stepPrecision } from '../operations/precision.ts';
import { createStepRunner } from '../training/steps/step-runner.ts';
import { compareSteps } from './compare-steps.ts';
import { firstSteps, proofConfig, type StepOutcome } from './first-steps.ts';
import { referenceSteps } from './reference-steps.ts';
import { secondOpinion } from './second-opinion.ts';
import { type Findings, tryOperations } from './try-operations.ts';

/**
 * Tries a run's own operations, and its first steps against those of the wasm engine, which shares no kernel with
 * TensorFlow. Both have few pictures: a step of the run's whole batch takes WebAssembly up to a minute, and goes through
 * the same operations. Steps of a deterministic run are made twice.
 */
export async function tryRun(
  { config, mode, references }: Extract<ProofSubject, { kind: 'run' }>,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<Findings> {
  const tried = proofConfig(config);
  const say = async (note: string) => {
    send({ type: 'working', done: 0, unit: 'steps', note });
    await yieldToEvents();
  };
  const reference = async (drawn: RunConfig) => {
    await say('the first step on WebAssembly, to compare with');
    const made = await referenceSteps(drawn, references);
    // Beside steps on a card all is computed with WebAssembly.
    await tf.setBackend(engine === 'webgpu' ? 'wasm' : engine);
    return made;
  };
  const name = stepNames[mode];
  const make = async (drawn: RunConfig) => {
    await say(name);
    return firstSteps(drawn, (state) => createStepRunner(state, mode));
  };

  const { operations } = await reference(tried);
  const findings = await tryOperations(operations, 'quick', send, chosenForms());
  if (findings.faults.length > 0) return findings;
  // Its steps would be compared with themselves.
  if (engine !== 'wasm') {
    findings.operations += 1;
    const { worstShare, wrong } = await secondOpinion(tried, async (drawn) => {
      const { steps } = await reference(drawn);
      return compareSteps(drawn, await make(drawn), steps, stepPrecision());
    });
    findings.worst = Math.max(findings.worst, worstShare);
    if (wrong !== undefined) findings.faults.push({ operation: name, reason: describeDeviation(wrong) });
  }
  if (config.deterministic && findings.faults.length === 0 && !areSame(await make(tried), await make(tried)))
    findings.faults.push({ operation: name, reason: 'it does not repeat: the same step gave other numbers' });
  return findings;
}

const stepNames: Readonly<Record<StepMode, string>> = {
  eager: 'the first step, operation by operation',
  graph: 'the first step, as one graph',
  'graph+xla': 'the first step, compiled by XLA',
};

function areSame(a: ReadonlyMap<string, StepOutcome>, b: ReadonlyMap<string, StepOutcome>): boolean {
  for (const [phase, { state }] of a) {
    for (const [name, values] of state) {
      const others = b.get(phase)?.state.get(name);
      if (others === undefined || values.some((value, i) => !Object.is(value, others[i]))) return false;
    }
  }
  return true;
}
