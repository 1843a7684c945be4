import { errorCode } from './disk-error.ts';

/** Whether a process of this computer, or of this container, lives; somebody else's does as well. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
