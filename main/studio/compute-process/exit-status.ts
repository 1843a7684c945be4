/** What a number says of how a process ended: its own exit code, or the signal that ended it. */
export type ExitStatus = { code: number; signal: null } | { code: null; signal: string };

/**
 * Reads the number that Electron and Windows give where Node gives a signal. On POSIX it is the exit code, or the status
 * of `waitpid`: the signal (128 more with a core dump), or 256 times the exit code; 128 + n and −n are what containers
 * and other runtimes say. On Windows it is the exit code, or the exception that the system ended the process with.
 */
export function readExitStatus(number: number, platform: NodeJS.Platform = process.platform): ExitStatus {
  const ofSignal = (signal: string | undefined, code = number): ExitStatus =>
    signal === undefined ? { code, signal: null } : { code: null, signal };
  if (platform === 'win32') return ofSignal(windowsExceptions[toUnsigned(number)]);
  if (number >= 256 && number % 256 === 0) return { code: number / 256, signal: null };
  const signals = platform === 'darwin' ? darwinSignals : linuxSignals;
  return ofSignal(signals[number < 0 ? -number : number > 128 ? number - 128 : number]);
}

/** The 32 bits of an exit code that a host may give with a sign. */
export const toUnsigned = (code: number): number => (code % 2 ** 32) >>> 0;

/**
 * Signals that end processes. SIGHUP, SIGINT and SIGQUIT are left out: their numbers are also the exit codes 1 to 3 of a
 * process that failed, and compute processes ignore the first two.
 */
const posixSignals: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};
const linuxSignals: Readonly<Record<number, string>> = { ...posixSignals, 7: 'SIGBUS', 31: 'SIGSYS' };
const darwinSignals: Readonly<Record<number, string>> = { ...posixSignals, 10: 'SIGBUS', 12: 'SIGSYS' };

/** NTSTATUS values, https://learn.microsoft.com/openspecs/windows_protocols/ms-erref; the last one is Chromium's own. */
const windowsExceptions: Readonly<Record<number, string>> = {
  2147483651: 'SIGTRAP', // breakpoint: how V8 and Chromium stop at a failed check
  3221225477: 'SIGSEGV', // access violation
  3221225478: 'SIGBUS', // a page could not be read from its file
  3221225495: 'SIGKILL', // no memory
  3221225501: 'SIGILL', // illegal instruction
  3221225614: 'SIGFPE', // floating-point division by zero
  3221225620: 'SIGFPE', // integer division by zero
  3221225622: 'SIGILL', // privileged instruction
  3221225725: 'SIGSEGV', // stack overflow
  3221225773: 'SIGKILL', // the limit of committed memory
  3221226356: 'SIGABRT', // damaged heap
  3221226505: 'SIGABRT', // fail fast: how abort() ends
  3758096392: 'SIGKILL', // out of memory
};
