import type { EngineId } from '../../contract/engines.ts';
import type { FromCompute, Message } from '../../protocol/messages.ts';
import type { ProofTask } from '../../protocol/proof.ts';
import { openedCard } from '../engines/webgpu.ts';
import { type Extent, operationsToProve, stepOperations } from '../operations/operations-to-prove.ts';
import { tryOperations } from './try-operations.ts';
import { tryRun } from './try-run.ts';

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
      ? await tryOperations(operationsOf(subject.extent), subject.extent, send)
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

/** A card that is reached through WebGPU makes steps and nothing else. */
const operationsOf = (extent: Extent) =>
  openedCard() === undefined ? operationsToProve(extent) : stepOperations(extent);

/** So many faults are named; a broken engine has hundreds. */
const namedFaults = 12;
