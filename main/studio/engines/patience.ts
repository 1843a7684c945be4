import { availableParallelism, loadavg } from 'node:os';

/**
 * How long to wait, in whole milliseconds as timers want them, for something that takes at most `ms` on a quiet machine: as many
 * times as long as other programs wait for each core, up to ten times. What is only slow would otherwise be taken for hung, and
 * be remembered as that. Windows tells no load.
 */
export function patientMs(
  ms: number,
  { load, cores } = { load: Math.max(...loadavg().slice(0, 2)), cores: availableParallelism() },
): number {
  return Math.ceil(ms * Math.min(10, Math.max(1, load / cores)));
}
