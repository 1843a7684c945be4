import { FromCompute } from '../../protocol/messages.ts';
import type { Logger } from '../base/log.ts';
import type { ComputeExit } from './compute-launcher.ts';

/** What every host does with a compute process: parses its messages, and collects how it ended. */
export class ProcessWatch {
  readonly #log: Logger;
  readonly #kill: () => void;
  #errorTail = '';
  #fault: string | undefined;
  #isMalformed = false;

  constructor(log: Logger, kill: () => void) {
    this.#log = log;
    this.#kill = kill;
  }

  /** Takes what it wrote to standard error. */
  note(text: string): void {
    this.#errorTail = (this.#errorTail + text).slice(-errorTailLength);
  }

  /** Hands a message on; a malformed one ends the process. */
  receive(raw: unknown, listener: (message: FromCompute) => void): void {
    const message = FromCompute.safeParse(raw);
    if (message.success) {
      listener(message.data);
      return;
    }
    this.#log.error('a compute process sent a malformed message and was ended', {
      issues: message.error.issues,
    });
    if (this.#fault === undefined) {
      this.#fault = 'it sent a message that Faceloom does not understand';
      this.#isMalformed = true;
    }
    this.#kill();
  }

  /** Says why it ends, as a half sentence; the first reason is the one that counts. */
  blame(fault: string): void {
    this.#fault ??= fault;
  }

  exit({ code, signal }: Pick<ComputeExit, 'code' | 'signal'>, pid?: number): ComputeExit {
    const errorTail = this.#errorTail;
    if (errorTail !== '') this.#log.info('standard error of a compute process', { pid, errorTail });
    return {
      ...{ code, signal, errorTail },
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
      // Its numbers may be none, which an engine has computed.
      ...(this.#isMalformed ? { isEngineFault: true } : {}),
    };
  }
}

/** How many characters of the process's standard error are kept for the reason of a crash. */
const errorTailLength = 4000;
