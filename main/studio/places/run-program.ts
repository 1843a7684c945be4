import { execFile } from 'node:child_process';
import { StudioError } from '../../contract/errors.ts';
import { checkPlace } from './check-place.ts';

/**
 * Runs a program with arguments, without a shell, and gives what it prints; it reads `input`, or nothing. Throws
 * PLACE_UNUSABLE with what it said.
 */
export function runProgram(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: timeoutMs, maxBuffer }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failure(program, error, stderr));
    });
    // One that ends before it has read tells why itself.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function failure(program: string, error: Error & { code?: unknown; killed?: boolean }, stderr: string) {
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300);
  const message =
    error.code === 'ENOENT'
      ? `The program "${program}" is not on this computer.`
      : error.killed === true
        ? `${program} did not answer for ${timeoutMs / 1000} seconds.`
        : asSentence(`${program} failed: ${said || error.message.split('\n')[0]}`);
  return new StudioError('PLACE_UNUSABLE', message, { next: checkPlace, subject: program }, { cause: error });
}

/** Other words follow. */
const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A busy scheduler takes its time. */
const timeoutMs = 60_000;
const maxBuffer = 2 ** 26;
