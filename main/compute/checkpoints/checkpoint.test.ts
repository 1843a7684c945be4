import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planConfig, presets } from '../presets/index.ts';
import { type Checkpoint, type FileWriter, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { writeDurably } from './durable-write.ts';

const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
const checkpointAt = (nimg: number): Checkpoint => ({
  state: { config, step: nimg / 32, nimg, trainingSeconds: 1.5 },
  generator: new Map([['w', { shape: [2], values: Float32Array.from([nimg, 2]) }]]),
  training: new Map([['g.w', { shape: [2], values: Float32Array.from([3, nimg]) }]]),
});

describe('checkpoints', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('load as they were saved, and keep the newest two', () => {
    for (const nimg of [0, 320, 640]) saveCheckpoint(folder, checkpointAt(nimg));
    expect(readdirSync(folder).sort()).toEqual(['00000000320', '00000000640']);
    expect(loadCheckpoint(join(folder, '00000000640'))).toEqual(checkpointAt(640));
  });

  it('name the file that was changed or lost', () => {
    const { name } = saveCheckpoint(folder, checkpointAt(320));
    appendFileSync(join(folder, name, 'training.safetensors'), 'x');
    const load = () => loadCheckpoint(join(folder, name));
    expect(load).toThrow(expect.objectContaining({ code: 'CHECKPOINT_DAMAGED' }));
    expect(load).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({ subject: expect.stringContaining('training') }),
      }),
    );
    rmSync(join(folder, name, 'state.json'));
    expect(load).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({ subject: expect.stringContaining('state.json') }),
      }),
    );
  });

  it('leave the previous one whole when the disk fills up at any file', () => {
    saveCheckpoint(folder, checkpointAt(320));
    for (const failAt of [1, 2, 3]) {
      let files = 0;
      const fullDisk: FileWriter = (file, data) => {
        files += 1;
        writeDurably(file, files === failAt ? data.subarray(0, 5) : data);
        if (files === failAt) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      expect(() => saveCheckpoint(folder, checkpointAt(640), fullDisk)).toThrow(
        expect.objectContaining({ code: 'DISK_FULL' }),
      );
      expect(readdirSync(folder)).toEqual(['00000000320']);
      expect(loadCheckpoint(join(folder, '00000000320'))).toEqual(checkpointAt(320));
    }
  });

  it('are refused before the older one goes when the disk wrote other bytes', () => {
    saveCheckpoint(folder, checkpointAt(320));
    saveCheckpoint(folder, checkpointAt(640));
    const lyingDisk: FileWriter = (file, data) =>
      writeDurably(
        file,
        data.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
      );
    expect(() => saveCheckpoint(folder, checkpointAt(960), lyingDisk)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_DAMAGED' }),
    );
    expect(readdirSync(folder).sort()).toEqual(['00000000320', '00000000640']);
  });
});
