import { z } from 'zod';
import { ErrorReport } from '../contract/errors.ts';

/** How a host that starts the ranks of a training with `mpirun`, and the ranks themselves, find each other. */
export const rankVariables = {
  /** How many processes there are to be: asks a launcher for them, and tells each of them. */
  count: 'FACELOOM_RANKS',
  /** The compiled addon over MPI; present in processes that `mpirun` starts. */
  addon: 'FACELOOM_MPI_ADDON',
  /** The host's Unix socket, which rank 0 connects to. */
  socket: 'FACELOOM_RANK_SOCKET',
} as const;

/**
 * What every rank tells its host. It goes through standard error, which every MPI carries from all machines: that it is
 * alive, every two seconds; or why it ends.
 */
export const RankReport = z.object({ rank: z.int().min(0), failure: ErrorReport.optional() });
export type RankReport = z.infer<typeof RankReport>;

export const aliveIntervalMs = 2_000;

export const rankLine = (report: RankReport): string => `${marker}${JSON.stringify(report)}\n`;

/** The report in a line of standard error; undefined in any other line. */
export function readRankLine(line: string): RankReport | undefined {
  const at = line.indexOf(marker);
  if (at === -1) return undefined;
  try {
    return RankReport.safeParse(JSON.parse(line.slice(at + marker.length))).data;
  } catch {
    // Cut by another line: what the rank has to say comes again.
    return undefined;
  }
}

const marker = 'faceloom-rank: ';
