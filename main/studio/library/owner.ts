import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode } from '../../disk/disk-error.ts';
import { isSameBoot, Machine } from './machine.ts';

/**
 * Who has a library open, for people and for other computers: locks of the kernel are certain on one computer, but many
 * network shares do not pass them on.
 */
export const Owner = z.object({
  /** Of this opening; no other has it. */
  token: z.string(),
  pid: z.int(),
  machine: Machine,
  openedAt: z.iso.datetime(),
  /** Written again every minute while it is open. */
  aliveAt: z.iso.datetime(),
});
export type Owner = z.infer<typeof Owner>;

export function newOwner(machine: Machine, now: Date): Owner {
  const at = now.toISOString();
  return { token: randomUUID(), pid: process.pid, machine, openedAt: at, aliveAt: at };
}

/** Undefined when the mark is missing or cannot be read, for it is only a sign: the lock decides. */
export function readOwner(file: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const heartbeatMs = 60_000;
/** Without a sign for so long, an owner may be gone. */
const silenceMs = 3 * heartbeatMs;

/**
 * What an owner's mark means to whoever was granted the lock: `gone` for certain, `alive` on another computer, or
 * `silent`: it may have crashed, or sleep with its lid closed and go on when it wakes.
 */
export function judgeOwner(
  { machine, aliveAt }: Owner,
  { here, isLocal, now }: { here: Machine; isLocal: boolean; now: Date },
): 'gone' | 'alive' | 'silent' {
  // The kernel keeps its locks as long as their processes live.
  if (isSameBoot(machine, here)) return 'gone';
  const isBeforeThisBoot = aliveAt < here.bootedAt;
  const isSilent = now.getTime() - Date.parse(aliveAt) > silenceMs;
  if (isLocal) return isBeforeThisBoot || isSilent ? 'gone' : 'alive';
  // This computer before it was started anew.
  if (machine.host === here.host && isBeforeThisBoot) return 'gone';
  return isSilent ? 'silent' : 'alive';
}
