import { randomStream } from '../../../protocol/random.ts';
import { checkOperation } from '../../operations/check-operation.ts';
import { describeDeviation } from '../../operations/deviation.ts';
import { describeOperation } from '../../operations/operation.ts';
import type { OperationRecording } from '../../operations/recorded-operations.ts';

/** An operation that was computed wrongly while a run trained. */
export interface WrongOperation {
  operation: string;
  reason: string;
  /** Images shown when this very operation was last right; those that were shown later may have taught wrong things. */
  rightAtNimg: number;
}

/**
 * Tries one of a step's operations now and then, at the sizes of the run, as a proof does: a library may compute rightly when
 * it is tried and wrongly an hour later. Each check is paid for by five hundred times its own duration of training. What
 * XLA compiled is one piece and cannot be tried in parts; its operations are tried as TensorFlow runs them singly.
 */
export class OperationWatch {
  readonly #operations: OperationRecording['operations'];
  #checks = 0;
  #nextMs: number;
  /** All were proved right before the training began, or went on, at so many images. */
  readonly #provedAtNimg: number;
  readonly #rightAtNimg = new Map<string, number>();

  constructor(operations: OperationRecording['operations'], nowMs: number, nimg: number) {
    this.#operations = operations;
    this.#nextMs = nowMs + firstAfterMs;
    this.#provedAtNimg = nimg;
  }

  /** Called after each step; checks when one is due. Returns what is wrong, or nothing. */
  afterStep(nimg: number, now: () => number = () => performance.now()): WrongOperation | undefined {
    const startMs = now();
    if (startMs < this.#nextMs) return undefined;
    const operations = this.#operations();
    if (operations.length === 0) return undefined;
    const operation =
      operations[randomStream(this.#checks, 'operation-watch', nimg).below(operations.length)];
    this.#checks += 1;
    const name = describeOperation(operation);
    const { wrong } = checkOperation(operation, places);
    if (wrong !== undefined) {
      const rightAtNimg = this.#rightAtNimg.get(name) ?? this.#provedAtNimg;
      return { operation: name, reason: describeDeviation(wrong), rightAtNimg };
    }
    this.#rightAtNimg.set(name, nimg);
    const endMs = now();
    this.#nextMs = endMs + (endMs - startMs) / timeShare;
    return undefined;
  }
}

/** Share of the training's time that checks may take. */
const timeShare = 0.002;
/** The first check comes after so long, when a training has shown that it runs at all. */
const firstAfterMs = 20_000;
/** Fewer places than in a proof: what is wrong in many elements shows in a few, and every element is in the sums. */
const places = { places: 24, filterPlaces: 6 };
