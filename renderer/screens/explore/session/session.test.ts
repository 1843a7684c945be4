// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { GeneratorRef } from '../../../../main/contract/generators.ts';
import { movedTo } from './exploration.ts';
import { showSeed } from './face-actions.ts';
import { shownStep, undo } from './history.ts';
import {
  commit,
  follow,
  followGenerator,
  type Session,
  sessionOf,
  settle,
  shownExploration,
  travel,
} from './session.ts';

const draw = vi.hoisted(() => vi.fn());
vi.mock('../../../client/studio.ts', () => ({ client: { faces: { draw } } }));

let count = 0;
const anotherGenerator = (): GeneratorRef => GeneratorRef.parse({ kind: 'model', id: `m${count++}` });
const walkTo = (session: Session, x: number) =>
  movedTo(shownExploration(session), { kind: 'random' }, { x, y: 0 });
const drawn = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  draw.mockReset();
  draw.mockImplementation(({ recipes: [recipe] }) =>
    Promise.resolve({ pictures: [JSON.stringify(recipe.origin)], size: 64 }),
  );
});

test('a hand that drags makes one step, which keeps the face that was drawn on the way', async () => {
  const session = sessionOf(anotherGenerator());
  await drawn();
  for (const x of [0.1, 0.2, 0.3]) follow(session, walkTo(session, x));
  await drawn();
  expect(session.history.get().steps).toHaveLength(1);
  // The first, the one before the answer, and the newest: 0.2 was overtaken.
  expect(draw).toHaveBeenCalledTimes(3);
  settle(session, 'Walk');
  await drawn();
  const step = shownStep(session.history.get());
  expect(step).toMatchObject({ label: 'Walk', picture: expect.stringContaining('0.3') });
  expect(draw).toHaveBeenCalledTimes(3);
  settle(session, 'Walk');
  expect(session.history.get().steps).toHaveLength(2);
});

test('going back drops what a hand was doing', async () => {
  const session = sessionOf(anotherGenerator());
  showSeed(session, 7);
  follow(session, walkTo(session, 1));
  travel(session, undo);
  expect(shownExploration(session).centre).toMatchObject({ seed: 42 });
  expect(session.draft.get()).toBeUndefined();
});

test('a face that cannot be drawn is told, until one can be', async () => {
  const session = sessionOf(anotherGenerator());
  await drawn();
  const error = new Error('no');
  draw.mockRejectedValueOnce(error);
  commit(session, walkTo(session, 1), 'Walk');
  await drawn();
  expect(session.failure.get()).toBe(error);
  expect(shownStep(session.history.get()).picture).toBeUndefined();
  showSeed(session, 8);
  await drawn();
  expect(session.failure.get()).toBeUndefined();
});

test('what an earlier checkpoint drew is drawn anew by a newer one', async () => {
  const session = sessionOf(anotherGenerator());
  followGenerator(session, 1000);
  await drawn();
  showSeed(session, 8);
  await drawn();
  draw.mockImplementation(({ recipes: [recipe] }) =>
    Promise.resolve({ pictures: [`newer ${JSON.stringify(recipe.origin)}`], size: 64 }),
  );
  followGenerator(session, 1000);
  await drawn();
  expect(draw).toHaveBeenCalledTimes(2);

  followGenerator(session, 2000);
  expect(session.face.get()?.picture).toMatch(/^{/);
  await drawn();
  expect(session.face.get()?.picture).toMatch(/^newer .*8/);
  const { steps } = session.history.get();
  expect(steps.map(({ picture }) => picture)).toEqual([undefined, expect.stringMatching(/^newer .*8/)]);
  travel(session, undo);
  await drawn();
  expect(shownStep(session.history.get()).picture).toMatch(/^newer .*42/);
});

test('each generator has its own way, and it is still there later', () => {
  const [one, other] = [anotherGenerator(), anotherGenerator()];
  showSeed(sessionOf(one), 9);
  expect(shownExploration(sessionOf(other)).centre).toMatchObject({ seed: 42 });
  expect(shownExploration(sessionOf(one)).centre).toMatchObject({ seed: 9 });
});
