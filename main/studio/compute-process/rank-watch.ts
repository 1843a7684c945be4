import { aliveIntervalMs } from '../../protocol/ranks.ts';

/** Knows of each rank of a training whether it is alive, and which one was the first to fail. */
export class RankWatch {
  readonly #heardAt: number[];
  readonly #timer: NodeJS.Timeout;
  readonly #onSilence: (fault: string) => void;
  #lookedAt = performance.now();
  #dead: number | undefined;

  /** Calls back once, with a half sentence, when a rank has said nothing for `silenceMs`. */
  constructor(count: number, onSilence: (fault: string) => void) {
    this.#onSilence = onSilence;
    // The first sign of life comes after the start of the program and of MPI.
    this.#heardAt = new Array<number>(count).fill(this.#lookedAt + startMs);
    this.#timer = setInterval(() => this.#look(), aliveIntervalMs);
    this.#timer.unref();
  }

  get #count(): number {
    return this.#heardAt.length;
  }

  hear(rank: number): void {
    if (rank < this.#count) this.#heardAt[rank] = performance.now();
  }

  /** Takes a line of mpirun's own, which names the rank that died: "process rank 1 …" of Open MPI, "RANK 1 PID" of MPICH. */
  readMpi(line: string): void {
    const [, rank] = /\brank (\d+)\b/i.exec(line) ?? [];
    if (rank !== undefined && Number(rank) < this.#count) this.#dead ??= Number(rank);
  }

  /** Puts the rank that died into the reason of the end, where mpirun named one. */
  blameDead(watch: { blame(fault: string): void }): void {
    if (this.#dead !== undefined)
      watch.blame(`rank ${this.#dead} of ${this.#count} was killed or crashed, and the others ended with it`);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const isFresh = now - this.#lookedAt < 3 * aliveIntervalMs;
    this.#lookedAt = now;
    if (!isFresh) {
      // This process slept, as a suspended laptop does: the others may have as well.
      this.#heardAt.fill(now);
      return;
    }
    const silent = this.#heardAt.flatMap((heardAt, rank) => (now - heardAt > silenceMs ? [rank] : []));
    if (silent.length === 0) return;
    this.close();
    const names = new Intl.ListFormat('en').format(silent.map((rank) => `rank ${rank}`));
    this.#onSilence(
      `${names} of ${this.#count} gave no sign of life for ${silenceMs / 1000} seconds, and was frozen or cut off`,
    );
  }
}

/** Ten signs of life in a row that did not come. */
const silenceMs = 10 * aliveIntervalMs;

/** How long the programs may take to start. */
const startMs = 60_000;
