import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { errorCode } from '../../disk/disk-error.ts';

export interface Battery {
  /** How full it is, 0 to 100. */
  percent: number;
  isDischarging: boolean;
}

/** The fullest battery of this computer; undefined where there is none, or no way to ask. Throws when asking fails. */
export async function readBattery(
  platform: NodeJS.Platform = process.platform,
): Promise<Battery | undefined> {
  if (platform === 'linux') return readSysfs('/sys/class/power_supply');
  if (platform === 'darwin') return parsePmset(await output('pmset', '-g', 'batt'));
  if (platform === 'win32') return parseCim(await output('powershell.exe', ...cimQuery));
  return undefined;
}

const output = async (program: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(program, args, { timeout: 10_000, windowsHide: true })).stdout;

const fullest = (batteries: readonly Battery[]): Battery | undefined =>
  batteries.toSorted((a, b) => b.percent - a.percent)[0];

/** Linux: one folder for each supply (kernel.org/doc/Documentation/ABI/testing/sysfs-class-power). */
export async function readSysfs(dir: string): Promise<Battery | undefined> {
  const batteries: Battery[] = [];
  // Containers have no such folder.
  for (const name of await readdir(dir).catch(emptyIfMissing)) {
    const field = async (key: string) =>
      (await readFile(path.join(dir, name, key), 'utf8').catch(() => '')).trim();
    // Mice and headsets have batteries of their own.
    if ((await field('type')) !== 'Battery' || (await field('scope')) === 'Device') continue;
    const percent = Percent.safeParse(await field('capacity'));
    if (percent.success)
      batteries.push({ percent: percent.data, isDischarging: (await field('status')) === 'Discharging' });
  }
  return fullest(batteries);
}

function emptyIfMissing(error: unknown): string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

const Percent = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(100));

/** macOS: lines such as ` -InternalBattery-0 (id=1)	85%; discharging; 3:10 remaining present: true`. */
export function parsePmset(text: string): Battery | undefined {
  const found = /InternalBattery[^\n]*?\s(\d{1,3})%; ([a-z ]+);/i.exec(text);
  return found?.[1] === undefined
    ? undefined
    : { percent: Number(found[1]), isDischarging: found[2] === 'discharging' };
}

const cimQuery = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  'ConvertTo-Json @(Get-CimInstance Win32_Battery | Select-Object EstimatedChargeRemaining, BatteryStatus)',
];
const CimBatteries = z.array(z.object({ EstimatedChargeRemaining: z.number(), BatteryStatus: z.int() }));

/** Windows: discharging is 1, 4 is low and 5 critical (learn.microsoft.com/windows/win32/cimwin32prov/win32-battery). */
export function parseCim(text: string): Battery | undefined {
  const batteries = CimBatteries.parse(JSON.parse(text));
  return fullest(
    batteries.map(({ EstimatedChargeRemaining, BatteryStatus }) => ({
      percent: Math.min(100, EstimatedChargeRemaining),
      isDischarging: [1, 4, 5].includes(BatteryStatus),
    })),
  );
}
