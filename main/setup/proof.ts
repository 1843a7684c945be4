import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { lastUsefulLine } from './run-command.ts';

const Answer = z.object({ version: z.string(), product: z.array(z.number()).length(4) });
const expectedProduct = [19, 22, 43, 50];
const childFile = fileURLToPath(new URL('./proof-child.ts', import.meta.url));

/** Loads the addon in a process of its own, where a crash harms nobody, and multiplies two matrices (about 1 s). */
export async function proveAddon(
  packageDir: string,
  libraryDir: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ version: string }> {
  const prover = fork(childFile, [packageDir], {
    // 2: TensorFlow keeps its notes about the processor to itself and prints errors only.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
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
  if (killedBy !== null) throw proofError(libraryDir, crashReason(String(killedBy)));
  const { data, success } = Answer.safeParse(answer);
  if (code !== 0 || !success) throw proofError(libraryDir, lastUsefulLine(output));
  if (data.product.some((value, i) => value !== expectedProduct[i])) {
    throw proofError(libraryDir, `it multiplied two matrices wrongly (${data.product.join(', ')})`);
  }
  return { version: data.version };
}

function crashReason(signalName: string): string {
  return signalName === 'SIGILL' || signalName === 'SIGABRT'
    ? `it was stopped by ${signalName}; it needs a processor with AVX`
    : `it was stopped by ${signalName}`;
}

function proofError(libraryDir: string, reason: string): StudioError {
  return new StudioError('ENGINE_UNAVAILABLE', `TensorFlow was built but does not work here: ${reason}`, {
    next: `Delete ${libraryDir}, then run npm run setup:tensorflow to begin afresh.`,
    subject: libraryDir,
  });
}
