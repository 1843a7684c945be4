import { readFileSync, writeFileSync } from 'node:fs';
import { decodeTensors, encodeTensors, type StoredTensor } from '../files/safetensors.ts';
import type { Operation } from '../operations/operation.ts';
import type { StepOutcome } from './first-steps.ts';

/** First steps of a run that one engine made, and the operations in them. */
export interface KeptSteps {
  steps: ReadonlyMap<string, StepOutcome>;
  operations: Operation[];
}

/** Writes steps so that another process can compare its own with them. */
export function writeSteps(file: string, { steps, operations }: KeptSteps): void {
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
  const metadata = { rows: JSON.stringify(rows), operations: JSON.stringify(operations) };
  writeFileSync(file, encodeTensors(tensors, metadata));
}

/** Reads a file of this program's own, made a moment ago in a folder of its own. */
export function readSteps(file: string): KeptSteps {
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
