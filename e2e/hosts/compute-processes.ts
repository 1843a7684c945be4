import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

/** Compute processes below a studio's process. */
export function computeProcesses(studioPid: number): number[] {
  const rows = existsSync('/proc/self/stat') ? rowsFromProc() : rowsFromPs();
  const family = new Set([studioPid]);
  // A child may be listed before its parent, so the list is read until it brings nobody new.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid);
  }
  return rows
    .filter(({ pid, command }) => pid !== studioPid && family.has(pid) && computeCommand.test(command))
    .map(({ pid }) => pid);
}

/** How compute processes show: as Faceloom's own entry, or as Electron's utility process for Node. */
const computeCommand = /compute\/main\.[tj]s|node\.mojom\.NodeService/;

/** Small systems have no `ps`. */
function rowsFromProc(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name in brackets, which may hold anything: state, then the parent.
        const parent = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[1];
        return {
          pid: Number(name),
          parent: Number(parent),
          command: readFileSync(`/proc/${name}/cmdline`, 'utf8'),
        };
      } catch {
        // The process ended between the listing and the reading.
        return [];
      }
    });
}

function rowsFromPs(): ProcessRow[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
}
