import { readFileSync, statfsSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';

/** What tells one computer, and one start of it, from others. */
export const Machine = z.object({
  host: z.string(),
  /** Of this start of the kernel, which all its containers share; Linux only. */
  bootId: z.string().optional(),
  bootedAt: z.iso.datetime(),
});
export type Machine = z.infer<typeof Machine>;

export function thisMachine(): Machine {
  const bootId = readBootId();
  return {
    host: hostname(),
    ...(bootId === undefined ? {} : { bootId }),
    bootedAt: new Date(Date.now() - uptime() * 1000).toISOString(),
  };
}

/** How far two computations of one start may be apart, as clocks are set right. */
const clockToleranceMs = 60_000;

/** True for the same start of the same computer; process numbers and locks of the kernel mean the same then. */
export function isSameBoot(a: Machine, b: Machine): boolean {
  if (a.bootId !== undefined && b.bootId !== undefined) return a.bootId === b.bootId;
  return a.host === b.host && Math.abs(Date.parse(a.bootedAt) - Date.parse(b.bootedAt)) < clockToleranceMs;
}

/**
 * True where a folder is on a disk of this computer, which no other can write at the same time. Only Linux says so;
 * elsewhere any folder may be a network's.
 */
export function isLocalDisk(folder: string): boolean {
  return process.platform === 'linux' && localFileSystems.has(statfsSync(folder).type);
}

/** Magic numbers of Linux (statfs(2)); whatever is not listed may be shared. */
const localFileSystems: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xca451a4e, // bcachefs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
  0x4d44, // FAT
  0x2011bab0, // exFAT
  0x7366746e, // NTFS
]);

function readBootId(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // A sandbox without /proc: the time of the start tells it then.
    return undefined;
  }
}
