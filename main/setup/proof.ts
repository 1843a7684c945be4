import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { lastUsefulLine } from './run-program.ts';
import type { TensorflowBuild } from './wheels.ts';

/** Loads the addon in a process of its own, where a crash harms nobody, and multiplies two matrices (about 1 s). */
export async function proveAddon(
  packageDir: string,
  libraryDir: string,
  { usesCard, command }: Pick<TensorflowBuild, 'usesCard' | 'command'>,
  { addonFile, signal }: { addonFile: string; signal?: AbortSignal | undefined },
): Promise<{ version: string }> {
  const card = usesCard ? [addonFile, libraryDir] : [];
  const prover = fork(childFile, [packageDir, ...card], {
    // 2: TensorFlow keeps its notes about the processor to itself and prints errors only.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: usesCard ? '1' : '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
    execArgv: [],
    silent: true,
    signal,
    timeout: 120_000,
  });
  let output = '';
  let answer: unknown;
  prover.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-16_384);
  });
  prover.stdout?.resume();
  prover.on('message', (message) => {
    answer = message;
  });
  const [code, killedBy] = await once(prover, 'close');
  const proofError = (reason: string) => errorOf(libraryDir, command, reason);
  if (killedBy !== null) throw proofError(crashReason(String(killedBy)));
  const { data, success } = Answer.safeParse(answer);
  if (code !== 0 || !success) throw proofError(lastUsefulLine(output));
  if (data.product.some((value, i) => value !== expectedProduct[i])) {
    throw proofError(`it multiplied two matrices wrongly (${data.product.join(', ')})`);
  }
  if (usesCard && data.usesCard !== true)
    throw proofError(`it sees no graphics card (${lastUsefulLine(output)})`);
  return { version: data.version };
}

const Answer = z.object({
  version: z.string(),
  product: z.array(z.number()).length(4),
  usesCard: z.boolean().optional(),
});
const expectedProduct = [19, 22, 43, 50];
const childFile = fileURLToPath(new URL('./proof-child.ts', import.meta.url));

function crashReason(signalName: string): string {
  return signalName === 'SIGILL' || signalName === 'SIGABRT'
    ? `it was stopped by ${signalName}; it needs a processor with AVX`
    : `it was stopped by ${signalName}`;
}

function errorOf(libraryDir: string, command: string, reason: string): StudioError {
  return new StudioError('ENGINE_UNAVAILABLE', `TensorFlow was built but does not work here: ${reason}`, {
    next: `Delete ${libraryDir}, then run ${command} to begin afresh.`,
    subject: libraryDir,
  });
}
