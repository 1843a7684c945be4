import type { Card, CardChoice, MissingCard, StartedProgram } from './card.ts';
import { GpuFailure } from './gpu-failure.ts';
import { allAlone, alone, FromCard, type Line, ToCard } from './messages.ts';

/**
 * Lets the other end of a line use the card of this process, until a message cannot be understood. Calls reach the card in
 * the order in which they come.
 */
export function serveCard(
  line: Line<FromCard>,
  openCard: (choice: CardChoice) => Promise<Card | MissingCard>,
): void {
  let opened: Promise<Card | MissingCard> | undefined;
  const programs = new Map<number, Promise<StartedProgram>>();

  const programOf = (id: number): Promise<StartedProgram> =>
    programs.get(id) ?? Promise.reject(new Error(`there is no program ${id}`));

  const answers: { [T in Request['type']]: (request: Extract<Request, { type: T }>) => Promise<Answer> } = {
    async open({ choice }) {
      opened ??= openCard(choice);
      const card = await opened;
      if ('missing' in card) return { type: 'missing', why: card };
      return { type: 'opened', adapter: card.adapter, limits: card.limits };
    },
    async start({ id, program }) {
      if (programs.has(id)) throw new Error(`there is a program ${id} already`);
      const starting = requireCard(opened).then((card) => card.start(program));
      programs.set(id, starting);
      await starting.catch((error: unknown) => {
        programs.delete(id);
        throw error;
      });
      return { type: 'done' };
    },
    run: async ({ id, name, inputs }) => ({
      type: 'numbers',
      numbers: alone(await programOf(id).then((program) => program.run(name, Object.fromEntries(inputs)))),
    }),
    async 'write-state'({ id, values }) {
      await programOf(id).then((program) => program.writeState(values));
      return { type: 'done' };
    },
    'read-state': async ({ id }) => ({
      type: 'state',
      values: allAlone(await programOf(id).then((program) => program.readState())),
    }),
    async dispose({ id }) {
      await programOf(id).then((program) => program.dispose());
      programs.delete(id);
      return { type: 'done' };
    },
  };

  const answer = async <T extends Request['type']>(request: Extract<Request, { type: T }>): Promise<void> => {
    const { call } = request;
    try {
      line.send(FromCard.parse({ ...(await answers[request.type as T](request)), call }));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const blame = error instanceof GpuFailure ? { trouble: error.trouble } : {};
      line.send({ type: 'failed', call, ...blame, message: message.slice(0, 2000) });
    }
  };

  line.onMessage((raw) => {
    const message = ToCard.safeParse(raw);
    if (message.success && message.data.type === 'ping') line.send({ type: 'alive' });
    else if (message.success) void answer(message.data as Request);
    else {
      line.send({ type: 'refused', reason: message.error.message.slice(0, 2000) });
      line.close();
    }
  });
}

type Request = Extract<ToCard, { call: number }>;
type Answer = FromCard extends infer A ? (A extends { call: number } ? Omit<A, 'call'> : never) : never;

async function requireCard(opened: Promise<Card | MissingCard> | undefined): Promise<Card> {
  const card = await opened;
  if (card === undefined || 'missing' in card) throw new Error('no card was opened');
  return card;
}
