import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';

/**
 * What engines can compute rightly or wrongly by: the processor with its features and caches as it reports them, and how
 * many threads there are.
 */
export function describeMachine() {
  const [first] = cpus();
  return {
    platform: `${platform()}-${arch()}`,
    processor: first?.model ?? 'unknown',
    features: readLinux('/proc/cpuinfo', /^(?:flags|Features)\s*:\s*(.*)$/m),
    family: readLinux('/proc/cpuinfo', /^cpu family\s*:\s*(.*)$/m),
    model: readLinux('/proc/cpuinfo', /^model\s*:\s*(.*)$/m),
    stepping: readLinux('/proc/cpuinfo', /^stepping\s*:\s*(.*)$/m),
    caches: caches(),
    threads: availableParallelism(),
  };
}

/** Short name of a machine in a file of records; two that describe themselves alike are taken for one kind. */
export const machineKey = (machine: ReturnType<typeof describeMachine> = describeMachine()): string =>
  createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 16);

function readLinux(file: string, pattern: RegExp): string | undefined {
  if (platform() !== 'linux') return undefined;
  return pattern.exec(readFileSync(file, 'utf8'))?.[1];
}

/** Level, type and size of each cache of the first processor, as Linux tells; a virtual machine may report none. */
function caches(): string[] {
  const dir = '/sys/devices/system/cpu/cpu0/cache';
  if (platform() !== 'linux') return [];
  try {
    return readdirSync(dir)
      .filter((name) => name.startsWith('index'))
      .map((name) =>
        ['level', 'type', 'size']
          .map((key) => readFileSync(`${dir}/${name}/${key}`, 'utf8').trim())
          .join(' '),
      );
  } catch (error) {
    // No such folder or file: nothing is reported, which is a difference too.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
