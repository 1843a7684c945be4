import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planConfig, presets } from '../../../presets/index.ts';
import { generatorFile, stateFile, trainingFile } from '../../../protocol/checkpoint-files.ts';
import { type Disk, nodeDisk } from '../../files/disk.ts';
import { type CheckpointContent, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
const checkpointAt = (nimg: number): CheckpointContent => ({
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

  it('load as they were saved, and none is dropped', () => {
    for (const nimg of [0, 320, 640]) saveCheckpoint(folder, checkpointAt(nimg));
    expect(readdirSync(folder).sort()).toEqual(['00000000000', '00000000320', '00000000640']);
    expect(loadCheckpoint(join(folder, '00000000640'))).toEqual(checkpointAt(640));
  });

  it('take another state when a run goes on otherwise from the same weights', () => {
    const { state, ...weights } = checkpointAt(320);
    saveCheckpoint(folder, { state, ...weights });
    const otherwise = { state: { ...state, trainingSeconds: 9 }, ...weights };
    saveCheckpoint(folder, otherwise);
    expect(readdirSync(folder)).toEqual(['00000000320']);
    expect(loadCheckpoint(join(folder, '00000000320'))).toEqual(otherwise);
  });

  const harms: [string, (path: string) => void][] = [
    ['longer', (path) => appendFileSync(path, 'x')],
    ['cut', (path) => writeFileSync(path, readFileSync(path).subarray(0, -3))],
    ['changed in one bit', (path) => writeFileSync(path, readFileSync(path).map(flipped))],
    ['lost', (path) => rmSync(path)],
  ];
  it.each(harms)('name the file that is %s', (_, harm) => {
    for (const file of [generatorFile, trainingFile, stateFile]) {
      const path = join(folder, saveCheckpoint(folder, checkpointAt(320)).name, file);
      harm(path);
      const message = expect.stringContaining(file);
      const data = expect.objectContaining({ subject: path });
      expect(() => loadCheckpoint(join(path, '..'))).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_DAMAGED', message, data }),
      );
    }
  });

  it('leave the one before whole when the disk fills up at any operation', () => {
    saveCheckpoint(folder, checkpointAt(320));
    let operation = 1;
    for (; fails(operation); operation++) {
      expect(readdirSync(folder)).toEqual(['00000000320']);
      expect(loadCheckpoint(join(folder, '00000000320'))).toEqual(checkpointAt(320));
    }
    // Two folders, three files written and synced, one name.
    expect(operation).toBe(10);

    /** Saves on a disk whose n-th operation finds no space; false when there were fewer. */
    function fails(n: number): boolean {
      let left = n;
      try {
        saveCheckpoint(
          folder,
          checkpointAt(640),
          fillingDisk(() => --left === 0),
        );
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'DISK_FULL', data: { subject: folder } });
        return true;
      }
    }
  });

  it('are refused when the disk wrote other bytes', () => {
    for (const file of [generatorFile, trainingFile, stateFile]) {
      const lyingDisk: Disk = {
        ...nodeDisk,
        write: (path, data) =>
          nodeDisk.write(
            path,
            path.endsWith(file) ? data.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) : data,
          ),
      };
      expect(() => saveCheckpoint(folder, checkpointAt(960), lyingDisk)).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_DAMAGED' }),
      );
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

const flipped = (byte: number, index: number, all: Uint8Array) =>
  index === Math.floor(all.length / 2) ? byte ^ 1 : byte;

/** The real disk, which has no space left for the operation for which `isFull` says so. */
function fillingDisk(isFull: () => boolean): Disk {
  const refuse = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return {
    ...nodeDisk,
    makeFolder: (path) => (isFull() ? refuse() : nodeDisk.makeFolder(path)),
    write(path, data) {
      if (!isFull()) return nodeDisk.write(path, data);
      nodeDisk.write(path, data.subarray(0, 5));
      refuse();
    },
    syncFile: (path) => (isFull() ? refuse() : nodeDisk.syncFile(path)),
    rename: (from, to) => (isFull() ? refuse() : nodeDisk.rename(from, to)),
  };
}
