import type { MessageBoxOptions } from 'electron';
import { StudioError } from '../contract/errors.ts';
import type { DesktopMemory } from './desktop-state.ts';

export interface LibraryChoiceDeps {
  /** From `--library`. */
  given: string | undefined;
  /** The user's usual one, made at the first start. */
  usual: string;
  memory: DesktopMemory;
  /** True where a library lies in this folder. */
  isLibrary(dir: string): boolean;
  ask(options: MessageBoxOptions): Promise<{ response: number }>;
  /** Asks for a folder; undefined when cancelled. */
  chooseFolder(): Promise<string | undefined>;
}

interface Choice {
  dir: string;
  /** A folder without a library becomes one. */
  mayBeNew: boolean;
}

/**
 * Opens the library that was asked for, the one of last time, or the usual one. Where that is not there any more, as on
 * a disk that is not plugged in, or cannot be opened, the person is asked; undefined when they would rather quit.
 */
export async function openChosenLibrary<T>(
  deps: LibraryChoiceDeps,
  open: (dir: string) => Promise<T>,
): Promise<{ dir: string; studio: T } | undefined> {
  const { given, usual, memory, isLibrary } = deps;
  const known = memory.state.recentLibraries ?? [];
  const first = given ?? known[0] ?? usual;
  let choice: Choice | undefined = { dir: first, mayBeNew: !known.includes(first) };
  while (choice !== undefined) {
    const { dir, mayBeNew }: Choice = choice;
    try {
      if (!mayBeNew && !isLibrary(dir)) throw gone(dir);
      const studio = await open(dir);
      await rememberLibrary(memory, dir);
      return { dir, studio };
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      choice = await askForAnother(error, choice, deps);
    }
  }
  return undefined;
}

/** How many libraries the menu remembers. */
const keptRecent = 8;

/** Puts a library at the head of those that were opened last, which is the one that the next start opens. */
export function rememberLibrary(memory: DesktopMemory, dir: string): Promise<void> {
  const others = (memory.state.recentLibraries ?? []).filter((other) => other !== dir);
  return memory.remember({ recentLibraries: [dir, ...others].slice(0, keptRecent) });
}

const gone = (dir: string) =>
  new StudioError('PATH_NOT_FOUND', 'That library is not there.', {
    next: 'If it is on a disk or a network share, connect that and try again. Nothing of it is lost.',
    subject: dir,
  });

/** Tells that a library of the menu is not there. */
export function goneBox(dir: string): MessageBoxOptions {
  const { message, data } = gone(dir);
  return { type: 'info', message, detail: `${dir}\n\n${data.next}`, buttons: ['Close'] };
}

/** Undefined for quitting. */
async function askForAnother(
  { code, message, data }: StudioError,
  failed: Choice,
  { usual, ask, chooseFolder }: LibraryChoiceDeps,
): Promise<Choice | undefined> {
  const answers: { label: string; take(): Promise<Choice | undefined> }[] = [
    { label: 'Try again', take: async () => failed },
    {
      label: 'Open another library…',
      async take() {
        const dir = await chooseFolder();
        // A dialog that is cancelled leads back to the question.
        return dir === undefined ? failed : { dir, mayBeNew: true };
      },
    },
  ];
  if (failed.dir !== usual)
    answers.push({ label: 'Open the usual library', take: async () => ({ dir: usual, mayBeNew: true }) });
  else if (code === 'PATH_NOT_FOUND')
    answers.push({ label: 'Make a new library there', take: async () => ({ dir: usual, mayBeNew: true }) });
  answers.push({ label: 'Quit', take: async () => undefined });
  const { response } = await ask({
    type: 'question',
    message,
    detail: `${failed.dir}\n\n${data.next}`,
    buttons: answers.map(({ label }) => label),
    defaultId: 0,
    cancelId: answers.length - 1,
  });
  return answers[response]?.take();
}
