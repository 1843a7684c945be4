import { styleText } from 'node:util';
import type { Progress } from '../contract/system/jobs.ts';
import { formatProgress } from './format.ts';

/**
 * Where a command writes. People read standard error (progress) and standard output (results); with `--json`, standard
 * output carries nothing but one JSON object on its last line.
 */
export class Output {
  readonly isJson: boolean;
  #hasBar = false;
  #printedAtMs = Number.NEGATIVE_INFINITY;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** One line for people. */
  say(line: string): void {
    this.clearBar();
    if (this.isJson) process.stderr.write(`${printable(line)}\n`);
    else process.stdout.write(`${printable(line)}\n`);
  }

  /** A line that is redrawn in a terminal, and printed now and then elsewhere. */
  progress(title: string, progress: Progress): void {
    if (process.stderr.isTTY) {
      const line = printable(formatProgress(title, progress, process.stderr.columns - 1));
      // The terminal cuts what is too long: it alone knows how wide each letter is.
      process.stderr.write(`\r\x1b[2K\x1b[?7l${line}\x1b[?7h`);
      this.#hasBar = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#printedAtMs < plainIntervalMs) return;
    this.#printedAtMs = nowMs;
    process.stderr.write(`${printable(formatProgress(title, progress))}\n`);
  }

  /** The result: for machines as the last line, for people as `lines`. */
  result(value: Readonly<Record<string, unknown>>, lines: readonly string[]): void {
    this.clearBar();
    if (this.isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
    else for (const line of lines) process.stdout.write(`${printable(line)}\n`);
  }

  clearBar(): void {
    if (this.#hasBar) process.stderr.write('\r\x1b[2K');
    this.#hasBar = false;
  }
}

/**
 * Lines without what a terminal would obey, as the name of a file may hold it; the colours of this program stay. A name
 * on standard output is text and nothing else.
 */
export const printable = (lines: string): string =>
  lines.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069](?:\[\d+m)?/gu, (found) =>
    found === '\n' || (found.startsWith('\x1b') && found.length > 1) ? found : ` ${found.slice(1)}`,
  );

/** How often progress is printed where there is no terminal to redraw a line on. */
const plainIntervalMs = 10_000;

export const bold = (text: string) => styleText('bold', text);
export const dim = (text: string) => styleText('dim', text);
export const green = (text: string) => styleText('green', text);
export const yellow = (text: string) => styleText('yellow', text);
