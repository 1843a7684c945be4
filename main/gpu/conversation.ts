import { GpuFailure } from './gpu-failure.ts';
import { type CardLine, FromCard, type ToCard } from './messages.ts';

/** How long a page may say nothing while it is asked something. */
export interface Patience {
  /** Between two pings. */
  intervalMs: number;
  /** So many pings in a row without a word mean that it hangs. */
  pings: number;
}

/** The asking end of a line: each request gets its answer, or the one reason why nothing is answered any more. */
export class Conversation {
  readonly #line: CardLine;
  readonly #patience: Patience;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  /** Pings since the page's last word. */
  #unheard = 0;
  #pinging: NodeJS.Timeout | undefined;
  #over: GpuFailure | undefined;

  constructor(line: CardLine, patience: Patience = { intervalMs: 5000, pings: 6 }) {
    this.#line = line;
    this.#patience = patience;
    line.onMessage((raw) => this.#receive(raw));
    line.onGone((reason) => this.end(reason));
  }

  /** Gives the answer, which is of one of the types named; rejected with a GpuFailure where the card is to blame. */
  async ask<T extends AnswerType>(request: Request, ...types: readonly T[]): Promise<Answer<T>> {
    if (this.#over !== undefined) throw this.#over;
    this.#calls += 1;
    const call = this.#calls;
    const { promise, resolve, reject } = Promise.withResolvers<Answer<T>>();
    const isExpected = (answer: FromCard): answer is Answer<T> => types.some((type) => type === answer.type);
    this.#waiting.set(call, {
      reject,
      take: (answer) => {
        if (isExpected(answer)) resolve(answer);
        else
          reject(
            this.end(`The page that has the graphics card answered "${request.type}" with "${answer.type}".`),
          );
      },
    });
    try {
      this.#line.send({ ...request, call } as ToCard);
    } catch (error) {
      // What cannot be sent is never answered.
      this.#waiting.delete(call);
      throw error;
    }
    this.#pinging ??= setInterval(() => this.#ping(), this.#patience.intervalMs);
    return promise;
  }

  /** Ends the line; whoever waits is told why. The first reason is the one that counts, and is given back. */
  end(reason: string): GpuFailure {
    if (this.#over !== undefined) return this.#over;
    const over = new GpuFailure('lost', reason);
    this.#over = over;
    clearInterval(this.#pinging);
    for (const { reject } of this.#waiting.values()) reject(over);
    this.#waiting.clear();
    this.#line.close();
    return over;
  }

  /** Pings are counted, not seconds: a process that was busy itself finds the answers waiting. */
  #ping(): void {
    if (this.#unheard >= this.#patience.pings) {
      const seconds = Math.round((this.#patience.intervalMs * this.#patience.pings) / 1000);
      this.end(`The page that has the graphics card did not answer for ${seconds} seconds.`);
      return;
    }
    this.#unheard += 1;
    this.#line.send({ type: 'ping' });
  }

  #receive(raw: unknown): void {
    const message = FromCard.safeParse(raw);
    if (!message.success) {
      this.end('The page that has the graphics card said what Faceloom does not understand.');
      return;
    }
    this.#unheard = 0;
    const answer = message.data;
    if (answer.type === 'alive') return;
    if (answer.type === 'refused') {
      this.end(`The page that has the graphics card did not understand a message. ${answer.reason}`);
      return;
    }
    const waiting = this.#waiting.get(answer.call);
    this.#waiting.delete(answer.call);
    if (this.#waiting.size === 0) {
      clearInterval(this.#pinging);
      this.#pinging = undefined;
    }
    if (answer.type !== 'failed') waiting?.take(answer);
    else {
      const { trouble, message: text } = answer;
      waiting?.reject(trouble === undefined ? new Error(text) : new GpuFailure(trouble, text));
    }
  }
}

type Request = ToCard extends infer R ? (R extends { call: number } ? Omit<R, 'call'> : never) : never;

type AnswerType = Exclude<Extract<FromCard, { call: number }>['type'], 'failed'>;
type Answer<T extends AnswerType> = Extract<FromCard, { type: T }>;

interface Waiting {
  take(answer: FromCard): void;
  reject(error: Error): void;
}
