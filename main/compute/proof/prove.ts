import type { EngineId } from '../../contract/engines.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { Card } from '../../gpu/card.ts';
import type { FromCompute, Message } from '../../protocol/messages.ts';
import type { ProofTask } from '../../protocol/proof.ts';
import { openedCard } from '../engines/webgpu.ts';
import { type Extent, operationsToProve, stepOperations } from '../operations/operations-to-prove.ts';
import { chooseForms } from './choose-forms.ts';
import { type Findings, tryOperations } from './try-operations.ts';
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
  const card = openedCard();
  const findings: Findings & { forms?: GradientForms } =
    subject.kind === 'run'
      ? await tryRun(subject, engine.id, send)
      : card === undefined
        ? await tryOperations(operationsToProve(subject.extent), subject.extent, send)
        : await tryCard(card, subject.extent, send);
  return {
    type: 'proved',
    version: engine.version,
    threads: engine.threads,
    operations: findings.operations,
    faults: findings.faults.slice(0, namedFaults),
    faultCount: findings.faults.length,
    ...(Number.isFinite(findings.worst) ? { worstDeviation: findings.worst } : {}),
    ...(findings.forms === undefined ? {} : { forms: findings.forms }),
    ms: performance.now() - startedMs,
  };
}

/**
 * A card that is reached through WebGPU makes steps and nothing else. It is proved with the forms of our kernels that are
 * fastest on it, or with the usual ones where it computes wrongly with those.
 */
async function tryCard(
  card: Card,
  extent: Extent,
  send: (message: FromCompute) => void,
): Promise<Findings & { forms: GradientForms }> {
  const [fastest, usual] = await chooseForms(card, send);
  const operations = stepOperations(extent);
  const findings = await tryOperations(operations, extent, send, fastest);
  if (findings.faults.length === 0 || usual === undefined) return { ...findings, forms: fastest };
  return { ...(await tryOperations(operations, extent, send, usual)), forms: usual };
}

/** So many faults are named; a broken engine has hundreds. */
const namedFaults = 12;
