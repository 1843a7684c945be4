import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { FrameReader, toFrame } from '../../../protocol/frames.ts';
import { type FromCompute, ToCompute } from '../../../protocol/messages.ts';
import { rankLine, rankVariables } from '../../../protocol/ranks.ts';
import type { StudioPort } from '../../port.ts';
import type { Ranks } from './ranks.ts';

/** The line to the studio of a process that `mpirun` started: only rank 0 has one, and tells the others their task. */
export const rankPort = (ranks: Ranks): StudioPort =>
  ranks.isLeader ? leaderPort(ranks, process.env[rankVariables.socket] ?? '') : followerPort(ranks);

function leaderPort(ranks: Ranks, path: string): StudioPort {
  const socket = connect(path);
  const frames = new FrameReader();
  let onClosed: () => void = () => undefined;
  // What a host that has gone away would have been told is lost with it.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => onClosed());
  return {
    send: (message) => void (socket.writable && socket.write(toFrame(message))),
    onMessage: (listener) =>
      void socket.on('data', (piece) => {
        for (const message of frames.read(piece)) {
          const known = ToCompute.parse(message);
          if (known.type === 'task' && known.task.type === 'train')
            ranks.tell({ type: 'task', task: known.task });
          listener(known);
        }
      }),
    onClosed(listener) {
      onClosed = listener;
    },
    exit(code) {
      // Without it, mpirun would take the end of a rank for a failure.
      if (code === 0) ranks.mpi.finalise();
      onClosed = () => process.exit(code);
      if (socket.destroyed) onClosed();
      else socket.end();
    },
  };
}

function followerPort(ranks: Ranks): StudioPort {
  return {
    send(message: FromCompute) {
      // Rank 0 speaks for all, unless it would wait for a rank that has failed.
      if (message.type === 'failed') writeSync(2, rankLine({ rank: ranks.rank, failure: message.error }));
    },
    onMessage: (listener) =>
      void setImmediate(() => {
        const message = ranks.hear();
        if (message.type !== 'task') throw new Error(`rank ${ranks.rank} was told ${message.type} first`);
        listener({ type: 'task', task: message.task });
      }),
    onClosed() {
      // mpirun ends it when its host has gone.
    },
    exit(code) {
      if (code === 0) ranks.mpi.finalise();
      process.exit(code);
    },
  };
}
