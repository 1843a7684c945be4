import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { defineCommand } from 'citty';
import { findBrowser } from '../../setup/find-browser.ts';
import { findElectron } from '../../setup/find-electron.ts';
import { readTensorflowStatus } from '../../setup/tensorflow-status.ts';
import { createLogger } from '../../studio/base/log.ts';
import { Engines } from '../../studio/compute-process/engine-status.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { computeEntry, libraryDir, version } from '../app.ts';
import { commonArgs } from '../arguments.ts';
import { formatBytes } from '../format.ts';
import { bold, dim, green, Output, yellow } from '../output.ts';

export const doctorCommand = defineCommand({
  meta: { name: 'doctor', description: 'Show what works on this machine, and what is missing' },
  args: commonArgs,
  async run({ args }) {
    const output = new Output(args.json === true);
    const report = await examine(libraryDir(args.library));
    output.result(report, describe(report));
  },
});

type Report = Awaited<ReturnType<typeof examine>>;

async function examine(library: string) {
  const silent = createLogger(() => undefined);
  const engines = new Engines(forkCompute(computeEntry, silent));
  const [statuses, browser, { bavail, bsize }] = await Promise.all([
    engines.statuses(),
    findBrowser(),
    statfs(await nearestFolder(library)),
  ]);
  return {
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    engines: statuses,
    defaultEngine: await engines.default(),
    tensorflow: readTensorflowStatus(),
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
    library,
    libraryBytesFree: bavail * bsize,
    electron: findElectron(),
    browser,
  };
}

/** The library's folder may not exist yet. */
async function nearestFolder(path: string): Promise<string> {
  try {
    await statfs(path);
    return path;
  } catch (error) {
    if (dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}

function describe(report: Report): string[] {
  const line = (name: string, isFine: boolean, text: string, next?: string) => [
    `${isFine ? green('✓') : yellow('–')} ${name.padEnd(12)} ${text}`,
    ...(isFine || next === undefined ? [] : [dim(`  ${' '.repeat(12)} ${next}`)]),
  ];
  const { electron, browser } = report;
  return [
    bold(`Faceloom ${report.version} on ${report.platform}, Node ${report.node}`),
    ...report.engines.flatMap(({ title, available, version: engineVersion, threads, reason, next }) =>
      available
        ? line(title, true, `${engineVersion}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`)
        : line(title, false, reason ?? 'not available', report.tensorflow.next ?? next),
    ),
    ...line('Training', true, `uses ${report.defaultEngine}`),
    ...line(
      'Memory',
      true,
      `${formatBytes(report.memoryFreeBytes)} free of ${formatBytes(report.memoryBytes)}`,
    ),
    ...line('Library', true, `${report.library}, ${formatBytes(report.libraryBytesFree)} free`),
    ...(electron.found
      ? line(
          'Electron',
          electron.hasDisplay,
          electron.hasDisplay ? electron.path : 'found, but there is no display',
        )
      : line('Electron', false, electron.reason, electron.next)),
    ...(browser.found
      ? line('Browser', true, `${browser.version}, ${browser.path}`)
      : line('Browser', false, browser.reason, browser.next)),
  ];
}
