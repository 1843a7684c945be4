import { type ControlRequest, readRequest } from '../job-folder/control.ts';

/** What a worker was told to do: by files, and by its host. */
export class Orders {
  readonly #folder: string;
  readonly #say: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #request: ControlRequest | undefined;
  #reason: string | undefined;
  #listener: (reason: 'pause' | 'stop') => void = () => undefined;

  constructor(folder: string, say: (line: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** Looks into `control` now, and then every second. A share that stays away ends the work through the claim on it. */
  async watch(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => this.#say(`What is asked for cannot be read: ${String(error)}`));
    }, lookMs);
  }

  /** The host wants the worker to go; the reason is a full sentence. */
  leave(reason: string): void {
    this.#reason ??= reason;
    this.#tell();
  }

  /** Calls back when the training has to end, at once where that is so already. */
  onEnd(listener: (reason: 'pause' | 'stop') => void): void {
    this.#listener = listener;
    this.#tell();
  }

  get areGiven(): boolean {
    return this.#request !== undefined || this.#reason !== undefined;
  }

  /** What a person asked for; undefined when only the host wants the worker to go. */
  get request(): ControlRequest | undefined {
    return this.#request;
  }

  /** Why it had to go. */
  get reason(): string {
    return this.#reason ?? 'The training process was told to end.';
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const request = await readRequest(this.#folder);
    if (request === this.#request) return;
    this.#request = request;
    this.#tell();
  }

  #tell(): void {
    if (this.areGiven) this.#listener(this.#request ?? 'pause');
  }
}

const lookMs = 1000;
