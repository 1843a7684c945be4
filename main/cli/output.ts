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
    if (this.isJson) process.stderr.write(`${line}\n`);
    else process.stdout.write(`${line}\n`);
  }

  /** A line that is redrawn in a terminal, and printed now and then elsewhere. */
  progress(title: string, progress: Progress): void {
    if (process.stderr.isTTY) {
      const width = process.stderr.columns - 1;
      process.stderr.write(`\r\x1b[2K${formatProgress(title, progress, width).slice(0, width)}`);
      this.#hasBar = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#printedAtMs < plainIntervalMs) return;
    this.#printedAtMs = nowMs;
    process.stderr.write(`${formatProgress(title, progress)}\n`);
  }

  /** The result: for machines as the last line, for people as `lines`. */
  result(value: Readonly<Record<string, unknown>>, lines: readonly string[]): void {
    this.clearBar();
    if (this.isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
    else for (const line of lines) process.stdout.write(`${line}\n`);
  }

  clearBar(): void {
    if (this.#hasBar) process.stderr.write('\r\x1b[2K');
    this.#hasBar = false;
  }
}

/** How often progress is printed where there is no terminal to redraw a line on. */
const plainIntervalMs = 10_000;

export const bold = (text: string) => styleText('bold', text);
export const dim = (text: string) => styleText('dim', text);
export const green = (text: string) => styleText('green', text);
export const yellow = (text: string) => styleText('yellow', text);
