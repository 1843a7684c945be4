import { type GeneratorRef, generatorKey } from '../../../../main/contract/generators.ts';
import type { LatentPoint } from '../../../../main/contract/latents/recipe.ts';
import { queryClient } from '../../../client/query-client.ts';
import { client } from '../../../client/studio.ts';
import { createValueStore, type ValueStore } from '../../../client/value-store.ts';
import { drawnKey } from './drawn-key.ts';
import { type Exploration, type PadAxes, recipeOf, startAt } from './exploration.ts';
import { addStep, type History, shownStep, startHistory, withoutPictures, withPicture } from './history.ts';
import { latestWins } from './latest-wins.ts';
import type { Pins } from './pinned.ts';

/** The face as it was last drawn. */
export interface DrawnFace {
  /** Undefined once the generator would draw it otherwise. */
  readonly of: Exploration | undefined;
  /** `data:` URL. */
  readonly picture: string;
  /** Pixels a side. */
  readonly size: number;
  /** From the request to the answer. */
  readonly milliseconds: number;
}

/** The way through the faces of one generator, as long as the window is open. */
export interface Session {
  readonly from: GeneratorRef;
  /** Images that what draws had been shown, as far as the screen knows. */
  readonly nimg: ValueStore<number | undefined>;
  readonly history: ValueStore<History<Exploration>>;
  /** Where a hand that drags is now; undefined otherwise. */
  readonly draft: ValueStore<Exploration | undefined>;
  readonly face: ValueStore<DrawnFace | undefined>;
  /** Why the newest face could not be drawn. */
  readonly failure: ValueStore<unknown>;
  readonly axes: ValueStore<PadAxes>;
  readonly pins: ValueStore<Pins>;
}

const firstFace: LatentPoint = { kind: 'seed', seed: 42, index: 0 };

function openSession(from: GeneratorRef): Session {
  const session: Session = {
    from,
    nimg: createValueStore<number | undefined>(undefined),
    history: createValueStore(startHistory(startAt(firstFace), 'Seed 42')),
    draft: createValueStore<Exploration | undefined>(undefined),
    face: createValueStore<DrawnFace | undefined>(undefined),
    failure: createValueStore<unknown>(undefined),
    axes: createValueStore<PadAxes>({ kind: 'random' }),
    pins: createValueStore<Pins>({}),
  };
  const draw = latestWins(
    async (exploration: Exploration) => {
      const startedAt = performance.now();
      const { pictures, size } = await client.faces.draw({ from, recipes: [recipeOf(exploration)] });
      return { picture: pictures[0] ?? '', size, milliseconds: performance.now() - startedAt };
    },
    (of, outcome) => {
      session.failure.set('error' in outcome ? outcome.error : undefined);
      if ('error' in outcome) return;
      session.face.set({ of, ...outcome.value });
      keepPicture(session);
    },
  );
  const drawShown = () => {
    const wanted = shownExploration(session);
    if (session.face.get()?.of === wanted) keepPicture(session);
    else draw(wanted);
  };
  session.draft.subscribe(drawShown);
  session.history.subscribe(drawShown);
  drawShown();
  return session;
}

/** Gives the step its face, if the face is the step's. */
function keepPicture({ history, face }: Session): void {
  const drawn = face.get();
  const step = history.get().steps.find(({ state }) => state === drawn?.of);
  if (drawn && step) history.set(withPicture(history.get(), step.id, drawn.picture));
}

const sessions = new Map<string, Session>();

/** The session of a generator, begun when it is first asked for. */
export function sessionOf(from: GeneratorRef): Session {
  const known = sessions.get(generatorKey(from));
  if (known) return known;
  const session = openSession(from);
  sessions.set(generatorKey(from), session);
  return session;
}

/** Draws anew what an earlier checkpoint of a run drew: the newest is what a face is saved from. */
export function followGenerator({ from, nimg, face, history }: Session, newest: number): void {
  const before = nimg.get();
  nimg.set(newest);
  if (before === undefined || before === newest) return;
  const drawn = face.get();
  face.set(drawn && { ...drawn, of: undefined });
  history.set(withoutPictures(history.get()));
  void queryClient.invalidateQueries({ queryKey: drawnKey(from) });
}

/** The session on the screen, for commands; undefined elsewhere. */
export const currentSession = createValueStore<Session | undefined>(undefined);

/** What is to be seen now: where the hand is, or the step of the history. */
export const shownExploration = ({ draft, history }: Session): Exploration =>
  draft.get() ?? shownStep(history.get()).state;

/** Shows where a hand is, without a step of the history. */
export const follow = ({ draft }: Session, exploration: Exploration): void => draft.set(exploration);

/** Makes what is shown a step of the history. */
export function settle(session: Session, label: string, series?: string): void {
  const exploration = session.draft.get();
  if (exploration) commit(session, exploration, label, series);
}

/** Adds a step to the history and shows it. */
export function commit(session: Session, exploration: Exploration, label: string, series?: string): void {
  session.history.set(addStep(session.history.get(), exploration, label, series));
  session.draft.set(undefined);
}

/** Goes along the history; what a hand was doing is dropped. */
export function travel(
  session: Session,
  move: (history: History<Exploration>) => History<Exploration>,
): void {
  session.draft.set(undefined);
  session.history.set(move(session.history.get()));
}
