import { errorCode } from '../disk/disk-error.ts';
import { exitCodes } from './exit-codes.ts';

interface ReaderParts {
  streams?: readonly { on(event: 'error', listen: (error: Error) => void): unknown }[];
  /** Tells whoever listens for the end of the terminal; false where nobody does. */
  hangUp?(): boolean;
  exit?(code: number): void;
}

/**
 * Where nobody reads any more what this program prints, as after `| head`, or in a terminal that was closed, long work
 * ends in order, as at the end of its terminal, and everything else at once.
 */
export function endWithReader({
  streams = [process.stdout, process.stderr],
  hangUp = () => process.emit('SIGHUP', 'SIGHUP'),
  exit = (code) => process.exit(code),
}: ReaderParts = {}): void {
  const lose = (error: Error) => {
    if (!['EPIPE', 'EIO'].includes(errorCode(error) ?? '')) throw error;
    if (!hangUp()) exit(exitCodes.done);
  };
  for (const stream of streams) stream.on('error', lose);
}
