import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Card, MissingCard, StartedProgram } from './card.ts';
import { GpuFailure } from './gpu-failure.ts';
import type { CardLine, FromCard } from './messages.ts';
import { openRemoteCard } from './remote-card.ts';
import { serveCard } from './serve-card.ts';
import { fakeCard, fakeProgram } from './testing/fake-card.ts';
import { lines } from './testing/lines.ts';

const x = Float32Array.of(1, 2, 3, 4);
const any = { allowsSoftware: true, power: 'low-power' } as const;

async function opened(line: CardLine, patience = { intervalMs: 60_000, pings: 1 }): Promise<Card> {
  const card = await openRemoteCard(line, any, patience);
  if ('missing' in card) throw new Error(`no card: ${card.missing}`);
  return card;
}

async function startOn(served: Card): Promise<StartedProgram> {
  const { page, asker } = lines();
  serveCard(page, async () => served);
  return (await opened(asker)).start(fakeProgram);
}

describe('a card at the other end of a line', () => {
  it('is known by its facts and limits', async () => {
    const { page, asker } = lines();
    const choices: unknown[] = [];
    serveCard(page, async (choice) => {
      choices.push(choice);
      return fakeCard();
    });
    const { adapter, limits, close } = await opened(asker);
    expect({ adapter, limits }).toEqual({ adapter: fakeCard().adapter, limits: fakeCard().limits });
    expect(choices).toEqual([any]);
    close();
  });

  it('says why there is none', async () => {
    const { page, asker } = lines();
    const why: MissingCard = { missing: 'hardware', detail: 'SwiftShader' };
    serveCard(page, async () => why);
    expect(await openRemoteCard(asker, any)).toEqual(why);
  });

  it('ends the line where opening one fails', async () => {
    const { page, asker } = lines();
    serveCard(page, async () => Promise.reject(new Error('the limits are no numbers')));
    const close = vi.fn(asker.close);
    const line = { ...asker, close };
    await expect(openRemoteCard(line, any)).rejects.toThrow('the limits are no numbers');
    expect(close).toHaveBeenCalledOnce();
  });

  it('answers calls that are under way at once in their order, and keeps the state between them', async () => {
    const program = await startOn(fakeCard());
    program.writeState(new Map([['w', Float32Array.of(1, 1, 1, 1)]]));
    const calls = Array.from({ length: 5 }, () => program.run('add', { x }));
    expect((await Promise.all(calls)).map(([sum]) => sum)).toEqual([14, 24, 34, 44, 54]);
    expect(await program.readState()).toEqual(new Map([['w', Float32Array.of(6, 11, 16, 21)]]));
  });

  it('has programs that do not meet', async () => {
    const { page, asker } = lines();
    serveCard(page, async () => fakeCard());
    const card = await opened(asker);
    const [one, other] = await Promise.all([card.start(fakeProgram), card.start(fakeProgram)]);
    await one.run('add', { x });
    one.dispose();
    expect([...(await other.run('add', { x }))]).toEqual([10]);
    await expect(one.run('add', { x })).rejects.toThrow('there is no program 1');
  });

  it('starts a program whose number one had that was refused', async () => {
    const sent: FromCard[] = [];
    let hear: (raw: unknown) => void = () => undefined;
    let starts = 0;
    serveCard(
      {
        send: (answer) => sent.push(answer),
        onMessage: (listener) => {
          hear = listener;
        },
        close: () => undefined,
      },
      async () => ({
        ...fakeCard(),
        start: async (program) => {
          starts += 1;
          if (starts === 1) throw new GpuFailure('memory', 'There is no memory left.');
          return fakeCard().start(program);
        },
      }),
    );
    hear({ type: 'open', call: 1, choice: any });
    for (const call of [2, 3]) {
      hear({ type: 'start', call, id: 1, program: fakeProgram });
      await vi.waitFor(() => expect(sent).toHaveLength(call));
    }
    expect(sent.slice(1)).toEqual([
      { type: 'failed', call: 2, trouble: 'memory', message: 'There is no memory left.' },
      { type: 'done', call: 3 },
    ]);
  });

  it('sends numbers without the memory that they look into', async () => {
    const { page, asker } = lines();
    const received: number[] = [];
    serveCard(
      {
        ...page,
        onMessage: (listener) =>
          page.onMessage((raw) => {
            const { inputs } = raw as { inputs?: Map<string, Float32Array> };
            if (inputs !== undefined) received.push(inputs.get('x')?.buffer.byteLength ?? 0);
            listener(raw);
          }),
      },
      async () => fakeCard(),
    );
    const program = await (await opened(asker)).start(fakeProgram);
    const large = new Float32Array(1000).fill(2);
    expect([...(await program.run('add', { x: large.subarray(4, 8) }))]).toEqual([8]);
    expect(received).toEqual([16]);
    expect(large[4]).toBe(2);
  });

  it('tells a failure of the card from a wrong call', async () => {
    const program = await startOn({
      ...fakeCard(),
      start: async (given) => ({
        ...(await fakeCard().start(given)),
        readState: () => Promise.reject(new GpuFailure('lost', 'The graphics card was lost.')),
      }),
    });
    const lost = await program.readState().catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(GpuFailure);
    expect(lost).toMatchObject({ trouble: 'lost' });
    expect(lost).toMatchObject({ message: 'The graphics card was lost.' });
    const wrong = await program.run('divide', { x }).catch((error: unknown) => error);
    expect(wrong).not.toBeInstanceOf(GpuFailure);
    expect(wrong).toMatchObject({ message: 'the program has no function "divide"' });
  });

  it('tells by the next call that a state did not fit', async () => {
    const program = await startOn(fakeCard());
    program.writeState(new Map());
    await expect(program.run('add', { x })).rejects.toThrow('"w" does not fit');
    await expect(program.readState()).rejects.toThrow('"w" does not fit');
  });
});

describe('the end of a line', () => {
  const failure = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GpuFailure);
    return (error as Error).message;
  };

  it('is a failure of the card for every call, with the reason', async () => {
    const { page, asker, cut } = lines();
    serveCard(page, async () => fakeCard(60_000));
    const program = await (await opened(asker)).start(fakeProgram);
    const calls = [program.run('add', { x }), program.run('add', { x })];
    cut('Its window crashed.');
    cut('It is gone.');
    expect(await Promise.all(calls.map(failure))).toEqual(['Its window crashed.', 'Its window crashed.']);
    expect(await failure(program.readState())).toBe('Its window crashed.');
    expect(() => program.writeState(new Map())).not.toThrow();
  });

  it('comes when a page does not answer at all', async () => {
    const { asker } = lines();
    const patience = { intervalMs: 5, pings: 4 };
    expect(await failure(openRemoteCard(asker, any, patience))).toMatch(/did not answer for 0 seconds/);
  });

  it('does not come while a page answers that it is there, however long it computes', async () => {
    const { page, asker } = lines();
    serveCard(page, async () => fakeCard(300));
    const card = await opened(asker, { intervalMs: 20, pings: 3 });
    const program = await card.start(fakeProgram);
    expect([...(await program.run('add', { x }))]).toEqual([10]);
  });

  it('comes with a page that says what cannot be understood', async () => {
    const said: unknown[] = [
      undefined,
      'hello',
      { type: 'opened', call: 1 },
      { type: 'alive', more: 1 },
      { type: 'done', call: 1 },
    ];
    for (const message of said) {
      const { page, asker } = lines();
      page.onMessage(() => page.send(message as FromCard));
      expect(await failure(openRemoteCard(asker, any))).toMatch(
        /said what Faceloom does not understand|answered "open" with "done"/,
      );
    }
  });

  it('comes with a message that the page does not understand', async () => {
    const { page, asker } = lines();
    serveCard(page, async () => fakeCard());
    const card = await opened(asker);
    const program = { ...fakeProgram, uniforms: 'none' as unknown as Uint8Array };
    expect(await failure(card.start(program))).toMatch(/did not understand a message.*uniforms/s);
    expect(await failure(card.start(fakeProgram))).toMatch(/did not understand/);
  });

  it('comes with whatever else is sent to a page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (message) => {
        const sent: FromCard[] = [];
        let hear: (raw: unknown) => void = () => undefined;
        let isClosed = false;
        serveCard(
          {
            send: (answer) => sent.push(answer),
            onMessage: (listener) => {
              hear = listener;
            },
            close: () => {
              isClosed = true;
            },
          },
          async () => fakeCard(),
        );
        hear(message);
        expect(sent).toEqual([{ type: 'refused', reason: expect.any(String) }]);
        expect(isClosed).toBe(true);
      }),
    );
  });
});
