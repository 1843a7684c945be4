import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedFolders, withOwner } from '../../disk/abandoned-folders.ts';
import { errorCode } from '../../disk/disk-error.ts';
import { mpirunArguments, mpirunEnvironment } from '../../mpi/mpirun.ts';
import { FrameReader, toFrame } from '../../protocol/frames.ts';
import type { FromCompute, ToCompute } from '../../protocol/messages.ts';
import { rankVariables, readRankLine } from '../../protocol/ranks.ts';
import type { Logger } from '../base/log.ts';
import type { ComputeExit, ComputeLauncher, ComputeProcess } from './compute-launcher.ts';
import { readExitStatus } from './exit-status.ts';
import { ProcessWatch } from './process-watch.ts';
import { RankWatch } from './rank-watch.ts';
import { readLines } from './read-lines.ts';

/** What is needed to start one training in several processes. */
export interface RankedStart {
  /** The program of a compute process. */
  entry: string;
  mpirun: string;
  /** The compiled addon over MPI. */
  addon: string;
  log: Logger;
}

/** A launcher that starts one process, or as many as the environment of a task asks for. */
export const withRanks =
  (launch: ComputeLauncher, start: RankedStart): ComputeLauncher =>
  (environment) => {
    const count = environment[rankVariables.count];
    return count === undefined ? launch(environment) : launchRanks(start, Number(count), environment);
  };

/**
 * Starts the ranks of a training under `mpirun`, and speaks with rank 0 through a Unix socket in a folder that only this
 * user can enter. They count as one process: when one of them dies or freezes, all end, and the reason names it.
 */
function launchRanks(
  { entry, mpirun, addon, log }: RankedStart,
  count: number,
  env: Readonly<Record<string, string>>,
): ComputeProcess {
  const folder = mkdtempSync(join(tmpdir(), withOwner(folderPrefix)));
  removeAbandonedFolders(tmpdir(), folderPrefix).catch((error: unknown) =>
    log.warn('folders of earlier trainings stay', { error: String(error) }),
  );
  const path = join(folder, 'socket');
  let socket: Socket | undefined;
  const unsent: ToCompute[] = [];
  let tell: (message: FromCompute) => void = () => undefined;
  let isFaulty = false;
  /** mpirun wakes a frozen rank before it ends all, and they may save a checkpoint: that they paused is not why they end. */
  const receive = (message: FromCompute) => {
    if (!isFaulty || message.type !== 'ended') tell(message);
  };
  const closed = Promise.withResolvers<void>();
  const server = createServer((connected) => {
    // Rank 0 is the only one that knows of it; one connection is all there is.
    server.close();
    socket = connected;
    const frames = new FrameReader();
    connected.on('data', (piece) => {
      try {
        for (const raw of frames.read(piece)) watch.receive(raw, receive);
      } catch (error) {
        watch.receive(error, receive);
      }
    });
    connected.on('error', () => connected.destroy());
    connected.on('close', () => closed.resolve());
    for (const message of unsent.splice(0)) connected.write(toFrame(message));
  });

  const command = {
    ranks: count,
    program: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0044', entry],
    env: { ...env, [rankVariables.addon]: addon, [rankVariables.socket]: path },
  };
  // A group of its own: Ctrl-C in a terminal is for the host, which pauses the training.
  const child = spawn(mpirun, mpirunArguments(command), {
    detached: true,
    env: { ...process.env, ...mpirunEnvironment() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.on('error', (error) => {
    watch.blame(`its socket could not be opened: ${error.message}`);
    kill();
  });
  server.listen(path);
  const kill = () => {
    // mpirun ends the ranks, frozen ones too; what is left of its group ends after a while.
    child.kill('SIGTERM');
    setTimeout(() => {
      if (child.exitCode === null && child.signalCode === null) killGroup(child.pid);
    }, killAfterMs).unref();
  };
  const watch = new ProcessWatch(log, kill);
  const ranks = new RankWatch(count, (fault) => {
    watch.blame(fault);
    isFaulty = true;
    kill();
  });
  readLines(child.stderr, (line) => {
    const report = readRankLine(line);
    if (report === undefined) {
      ranks.readMpi(line);
      watch.note(`${line}\n`);
    } else if (report.failure === undefined) ranks.hear(report.rank);
    else {
      const { message, ...rest } = report.failure;
      tell({ type: 'failed', error: { ...rest, message: `Rank ${report.rank} of ${count}: ${message}` } });
    }
  });
  return {
    pid: child.pid,
    send(message) {
      if (socket === undefined) unsent.push(message);
      else if (socket.writable) socket.write(toFrame(message));
    },
    onMessage(listener) {
      tell = listener;
    },
    onExit(listener) {
      let isOver = false;
      const end = async (status: Pick<ComputeExit, 'code' | 'signal'>) => {
        if (isOver) return;
        isOver = true;
        ranks.close();
        // Its last messages may still be in the socket.
        if (socket !== undefined) await closed.promise;
        server.close();
        rmSync(folder, { recursive: true, force: true });
        // Ranks end by a full memory, a network or MPI, which nobody can tell from a fault of their engine by how mpirun ends.
        listener({ isEngineFault: false, ...watch.exit(status, child.pid) });
      };
      child.on('close', (code, signal) => {
        if (code !== 0) ranks.blameDead(watch);
        // mpirun ends with 128 + n where a signal ended a rank.
        void end(code === null || code < 128 ? { code, signal } : readExitStatus(code));
      });
      child.on('error', (error) => {
        watch.note(`${error.message}\n`);
        if (child.pid === undefined) void end({ code: null, signal: null });
      });
    },
    kill,
  };
}

/** Short, as the path of a socket has to be. */
const folderPrefix = 'ranks-';

/** How long mpirun has to end its ranks: they get SIGTERM, and SIGKILL a moment later. */
const killAfterMs = 5_000;

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // All of it has ended, which is what was wanted.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
