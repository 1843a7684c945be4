import type { Card, CardChoice, MissingCard, StartedProgram } from './card.ts';
import { Conversation, type Patience } from './conversation.ts';
import { GpuFailure } from './gpu-failure.ts';
import { allAlone, type CardLine } from './messages.ts';

/**
 * The card of a page at the other end of a line; it is used like one of this process. A page that is gone, or does not
 * answer, is a card that failed: all calls are rejected with a GpuFailure.
 */
export async function openRemoteCard(
  line: CardLine,
  choice: CardChoice,
  patience?: Patience,
): Promise<Card | MissingCard> {
  const conversation = new Conversation(line, patience);
  const answer = await conversation.ask({ type: 'open', choice }, 'opened', 'missing').catch((error) => {
    // Nobody would close the line.
    conversation.end('The card could not be opened.');
    throw error;
  });
  if (answer.type === 'missing') {
    conversation.end('There is no card.');
    return answer.why;
  }
  let programs = 0;
  return {
    adapter: answer.adapter,
    limits: answer.limits,
    async start(program) {
      programs += 1;
      const id = programs;
      await conversation.ask({ type: 'start', id, program }, 'done');
      return new RemoteProgram(conversation, id);
    },
    close: () => conversation.end('The card was given back.'),
  };
}

class RemoteProgram implements StartedProgram {
  readonly #conversation: Conversation;
  readonly #id: number;
  /** Of a call that nobody waits for. */
  #failure: Error | undefined;

  constructor(conversation: Conversation, id: number) {
    this.#conversation = conversation;
    this.#id = id;
  }

  async run(name: string, inputs: Readonly<Record<string, Float32Array>>): Promise<Float32Array> {
    this.#check();
    const request = { type: 'run', id: this.#id, name, inputs: allAlone(Object.entries(inputs)) } as const;
    const { numbers } = await this.#conversation.ask(request, 'numbers');
    this.#check();
    return numbers;
  }

  writeState(values: ReadonlyMap<string, Float32Array>): void {
    this.#check();
    const request = { type: 'write-state', id: this.#id, values: allAlone(values) } as const;
    this.#conversation.ask(request, 'done').catch(this.#keep);
  }

  async readState(): Promise<Map<string, Float32Array>> {
    this.#check();
    const { values } = await this.#conversation.ask({ type: 'read-state', id: this.#id }, 'state');
    this.#check();
    return values;
  }

  dispose(): void {
    this.#conversation.ask({ type: 'dispose', id: this.#id }, 'done').catch(this.#keep);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  readonly #keep = (error: unknown): void => {
    this.#failure ??= error instanceof Error ? error : new GpuFailure('lost', String(error));
  };
}
