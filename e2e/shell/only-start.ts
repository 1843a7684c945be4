import { report } from './started-program.ts';

/** Starts the desktop program, and prints what it handed to Electron until its window or its end. */

report({});
