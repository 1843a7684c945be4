import type { Exploration } from './session/exploration.ts';
import { centrePad, saveFace, showAnySeed, turnPad } from './session/face-actions.ts';
import { canRedo, canUndo, type History, redo, undo } from './session/history.ts';
import type { PinName } from './session/pinned.ts';
import { pin } from './session/pins.ts';
import { currentSession, type Session, travel } from './session/session.ts';
import { copyVector } from './vector/vector-actions.ts';

/** What a command does with the session on the screen. */
const onScreen = (act: (session: Session) => unknown) => () => {
  const session = currentSession.get();
  return session && act(session);
};

const isExploring = () => currentSession.get() !== undefined;

const inHistory = (test: (history: History<Exploration>) => boolean) => () => {
  const history = currentSession.get()?.history.get();
  return history !== undefined && test(history);
};

/** What the commands of the Explore screen do, and when they can. */
export const exploreCommands = {
  undo: { when: inHistory(canUndo), run: onScreen((session) => travel(session, undo)) },
  redo: { when: inHistory(canRedo), run: onScreen((session) => travel(session, redo)) },
  anySeed: { when: isExploring, run: onScreen(showAnySeed) },
  turnPad: { when: isExploring, run: onScreen(turnPad) },
  centrePad: { when: isExploring, run: onScreen(centrePad) },
  pin: (name: PinName) => ({ when: isExploring, run: onScreen((session) => pin(session, name)) }),
  copyVector: { when: isExploring, run: onScreen(copyVector) },
  save: { when: isExploring, run: onScreen(saveFace) },
};
