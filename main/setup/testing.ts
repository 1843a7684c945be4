import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { cpuBuild } from './builds.ts';
import type { TensorflowBuild, Wheel } from './wheels.ts';

/** A folder that goes when the test ends. */
export function tempDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'faceloom-setup-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes a small program to stand in for a real one. */
export function writeProgram(file: string, script: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A zip archive (stored, not compressed) with the given names taken as they are, good or bad. */
export function storedZip(files: Record<string, string | Uint8Array>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    const nameBytes = Buffer.from(name);
    const content = Buffer.from(data);
    // Fields shared by both headers: version, flags, method, time, date, CRC, sizes, name length, extra length.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    locals.push(Buffer.from('PK\u0003\u0004'), common, nameBytes, content);
    centrals.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, nameBytes);
    offset += 4 + common.length + nameBytes.length + content.length;
  }
  const central = Buffer.concat(centrals);
  const count = Object.keys(files).length;
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end]);
}

/** A build whose wheel is a small archive, and that archive. */
export function smallBuild(): { build: TensorflowBuild; wheel: Wheel; archive: Buffer } {
  const archive = storedZip({
    'tensorflow/libtensorflow_cc.so.2': 'library',
    'tensorflow/include/tensorflow/c/c_api.h': '// header',
    'tensorflow/python/unwanted.py': 'never unpacked',
  });
  const wheel: Wheel = {
    ...cpuBuild.wheels[0],
    requirement: 'small==1.0',
    file: 'small.whl',
    sizeBytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
    unpack: [
      { entry: 'tensorflow/libtensorflow_cc.so.2', to: 'lib/libtensorflow_cc.so.2', strip: true },
      { entry: 'tensorflow/include/tensorflow/c/c_api.h', to: 'include/tensorflow/c/c_api.h' },
    ],
  };
  const build: TensorflowBuild = {
    ...cpuBuild,
    id: 'small',
    version: '1.0',
    host: { platform: process.platform, arch: process.arch, minGlibc: '2.0' },
    wheels: [wheel],
    libraries: ['lib/libtensorflow_cc.so.2'],
    peakDiskBytes: 1,
  };
  return { build, wheel, archive };
}
