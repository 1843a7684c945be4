import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import {
  checkpointName,
  encodeState,
  generatorFile,
  stateFile,
  trainingFile,
} from '../../protocol/checkpoint-files.ts';
import { sha256 } from '../../protocol/sha256.ts';

/** Writes a checkpoint that the studio takes for whole; its weights are arbitrary bytes. Returns its name. */
export function writeScriptedCheckpoint(folder: string, config: RunConfig, nimg: number): string {
  const name = checkpointName(nimg);
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  const files = { [generatorFile]: sha256(name), [trainingFile]: sha256(name) };
  const counters = { step: Math.floor(nimg / config.batchSize), nimg, trainingSeconds: nimg / 1000 };
  const savedAt = new Date().toISOString();
  writeFileSync(join(dir, stateFile), encodeState({ schemaVersion: 1, config, ...counters, savedAt, files }));
  for (const file of Object.keys(files)) writeFileSync(join(dir, file), name);
  return name;
}
