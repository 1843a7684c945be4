import { tf } from '../../engines/tf.ts';

/**
 * Notices tensors that a tick of training left behind. They take memory for as long as the process lives, which is a fault of
 * ours but no reason to end a training that somebody waits for: it is said once, and lands in the log. Tests set
 * FACELOOM_TENSOR_LEAKS=fail, which makes an error of it.
 */
export class TensorWatch {
  readonly #count: () => number;
  readonly #tell: (leak: string) => void;
  #atTick: number | undefined;
  #hasTold = false;

  constructor(count = () => tf.memory().numTensors, tell = tellOfLeak) {
    this.#count = count;
    this.#tell = tell;
  }

  /** Called at the same place of each tick, where no tensor is held but those that last. */
  afterTick(nimg: number): void {
    const tensors = this.#count();
    const before = this.#atTick ?? tensors;
    this.#atTick = tensors;
    if (tensors <= before || this.#hasTold) return;
    this.#hasTold = true;
    this.#tell(
      `${tensors - before} of ${tensors} tensors were left behind by the tick up to ${nimg} pictures`,
    );
  }
}

/** The studio keeps what a compute process writes to standard error in its log. */
function tellOfLeak(leak: string): void {
  if (process.env['FACELOOM_TENSOR_LEAKS'] === 'fail') throw new Error(leak);
  process.emitWarning(leak, 'TensorLeak');
}
