import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { decodeTensors, encodeTensors, type StoredTensor } from '../files/safetensors.ts';
import type { Operation } from '../operations/operation.ts';
import { recordOperations } from '../operations/recorded-operations.ts';
import { eagerSteps } from '../training/steps/step-runner.ts';
import { firstSteps, type StepOutcome } from './first-steps.ts';

/** The first steps of a run on WebAssembly, and the operations in them. */
export interface Reference {
  steps: Map<string, StepOutcome>;
  operations: Operation[];
}

/**
 * Makes the first steps on WebAssembly, which is the active engine afterwards. They are kept in a folder by their seed:
 * every candidate is compared with the same.
 */
export async function referenceSteps(config: RunConfig, folder: string): Promise<Reference> {
  const file = join(folder, `${config.seed}.safetensors`);
  if (existsSync(file)) return read(file);
  await loadEngine('wasm', 1);
  await tf.setBackend('wasm');
  const recording = recordOperations();
  const steps = await firstSteps(config, async (state) => eagerSteps(state)).finally(recording.stop);
  const reference = { steps, operations: recording.operations() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, encode(reference));
  return reference;
}

function encode({ steps, operations }: Reference): Uint8Array {
  const tensors = new Map(
    [...steps].flatMap(([phase, { state }]) =>
      [...state].map(([name, values]): [string, StoredTensor] => [
        `${phase}/${name}`,
        {
          dtype: 'F32',
          shape: [values.length],
          bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        },
      ]),
    ),
  );
  const rows = Object.fromEntries([...steps].map(([phase, { row }]) => [phase, row]));
  return encodeTensors(tensors, { rows: JSON.stringify(rows), operations: JSON.stringify(operations) });
}

/** A file of this program's own, made a moment ago in a folder of its own. */
function read(file: string): Reference {
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
