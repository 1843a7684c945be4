import { isInstalledProgram } from '../../program/installed-program.ts';

/** What to do where a place did not answer as it should; an installed program has no commands. */
export const checkPlace = isInstalledProgram
  ? 'Press "Check" beside the place in Settings: it tries all that the place needs.'
  : 'Check the place: "faceloom places check" tries all that it needs.';
