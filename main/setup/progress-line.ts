import type { SetupMessage } from '../graphics-cards/cuda-setup.ts';

/** Tells how far a long piece of work is; `fraction` is 0–1, absent where it is not known. */
export type ReportStep = (step: string, fraction?: number) => void;

export interface ProgressLine {
  report: ReportStep;
  /** Present where bytes that were fetched are told as well. */
  onDownloaded?: (bytes: number) => void;
  /** Ends the moving line, so that what is printed next stands alone. */
  close(): void;
}

/** For a program that listens: each step as a line of JSON. */
export function openProgressMessages(
  out: ProgressOutput,
): ProgressLine & { onDownloaded(bytes: number): void } {
  let downloadedBytes = 0;
  return {
    report(step, fraction) {
      const message: SetupMessage = {
        type: 'step',
        step,
        ...(fraction === undefined ? {} : { fraction }),
        downloadedBytes,
      };
      out.write(`${JSON.stringify(message)}\n`);
    },
    onDownloaded: (bytes) => {
      downloadedBytes = bytes;
    },
    close: () => undefined,
  };
}

/** Where progress goes: standard output, or a stand-in for it. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that moves on a terminal; elsewhere one plain line per step. */
export function openProgressLine(out: ProgressOutput, prefix: string): ProgressLine {
  const clear = '\r\u001b[2K';
  let shown = '';
  return {
    report(step, fraction) {
      const percent = fraction === undefined ? '' : ` ${Math.floor(Math.min(fraction, 1) * 100)} %`;
      const text = out.isTTY ? `${prefix}: ${step}${percent}` : `${prefix}: ${step}`;
      if (text === shown) return;
      shown = text;
      out.write(out.isTTY ? clear + text : `${text}\n`);
    },
    close() {
      if (out.isTTY && shown !== '') out.write(clear);
      shown = '';
    },
  };
}
