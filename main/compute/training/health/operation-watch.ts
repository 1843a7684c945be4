import { randomStream } from '../../../protocol/random.ts';
import { checkOperation } from '../../operations/check-operation.ts';
import { describeDeviation } from '../../operations/deviation.ts';
import { describeOperation } from '../../operations/operation.ts';
import type { Recording } from '../../operations/recorded-operations.ts';

/** Share of the training's time that checks may take. */
const timeShare = 0.002;
/** The first check comes after so long, when a training has shown that it runs at all. */
const firstAfterMs = 20_000;
/** Fewer places than in a proof: what is wrong in many elements shows in a few, and every element is in the sums. */
const places = { places: 24, filterPlaces: 6 };

/** An operation that was computed wrongly while a run trained. */
export interface WrongOperation {
  operation: string;
  reason: string;
}

/**
 * Tries one of a step's operations now and then, at the sizes of the run, as a proof does: a library may compute rightly when
 * it is tried and wrongly an hour later. Each check is paid for by five hundred times its own duration of training. What
 * XLA compiled is one piece and cannot be tried in parts; its operations are tried as TensorFlow runs them singly.
 */
export class OperationWatch {
  readonly #recording: Recording;
  #checks = 0;
  #nextMs: number;
  /** Images shown when a check last found nothing wrong. */
  #goodNimg = 0;

  constructor(recording: Recording, nowMs: number, nimg: number) {
    this.#recording = recording;
    this.#nextMs = nowMs + firstAfterMs;
    this.#goodNimg = nimg;
  }

  get goodNimg(): number {
    return this.#goodNimg;
  }

  /** Called after each step; checks when one is due. Returns what is wrong, or nothing. */
  afterStep(nimg: number, now: () => number = () => performance.now()): WrongOperation | undefined {
    const startMs = now();
    if (startMs < this.#nextMs) return undefined;
    const operations = this.#recording.operations();
    if (operations.length === 0) return undefined;
    const operation =
      operations[randomStream(this.#checks, 'operation-watch', nimg).below(operations.length)];
    this.#checks += 1;
    const { wrong } = checkOperation(operation, places);
    if (wrong !== undefined)
      return { operation: describeOperation(operation), reason: describeDeviation(wrong) };
    this.#goodNimg = nimg;
    const endMs = now();
    this.#nextMs = endMs + (endMs - startMs) / timeShare;
    return undefined;
  }
}
