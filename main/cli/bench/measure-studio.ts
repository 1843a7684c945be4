import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';

const Figures = z.object({
  /** From the start of the process to a studio that answers. */
  startUpMs: z.number(),
  /** Resident memory of each process while draft-32 trains. */
  studioMemoryBytes: z.number(),
  computeMemoryBytes: z.number(),
});
export type StudioFigures = z.infer<typeof Figures>;

/** Runs a studio in a process of its own, so that its memory is only its own. */
export async function measureStudio(): Promise<StudioFigures> {
  const libraryDir = await makeOwnedFolder(tmpdir(), 'faceloom-bench-');
  try {
    const probe = fileURLToPath(new URL('./studio-probe.ts', import.meta.url));
    const child = spawn(process.execPath, [probe, libraryDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let last = '';
    for await (const line of createInterface({ input: child.stdout })) last = line;
    return Figures.parse(JSON.parse(last));
  } finally {
    await rm(libraryDir, { recursive: true, force: true });
  }
}
