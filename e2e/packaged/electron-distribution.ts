import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a folder that electron-builder takes for an unpacked distribution of Electron for Linux. */
export async function writeElectronDistribution(dir: string, version: string): Promise<void> {
  await mkdir(path.join(dir, 'resources'), { recursive: true });
  const program = path.join(dir, 'electron');
  await writeFile(program, Buffer.concat([Buffer.from('stand-in\n'), Buffer.from(sentinel), fuseWire]));
  await chmod(program, 0o755);
  for (const [name, text] of Object.entries({
    version,
    LICENSE: 'Terms of Electron',
    'LICENSES.chromium.html': '<!doctype html><title>Terms of Chromium</title>',
    'chrome-sandbox': '',
  }))
    await writeFile(path.join(dir, name), text);
}

/** Marks the fuses in Electron's binary (@electron/fuses, constants). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1 of the fuse wire with the eight fuses of Electron 45, all of them off. */
const fuseWire = Buffer.concat([Buffer.from([1, 8]), Buffer.from('0'.repeat(8))]);
