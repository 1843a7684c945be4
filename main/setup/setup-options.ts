/** What `npm run setup:tensorflow -- …` was asked for. */
export interface SetupOptions {
  /** Compile and prove again, whatever the record says. */
  force: boolean;
  /** The build for NVIDIA cards instead of that for the processor. */
  cuda: boolean;
  /** Do not ask before a long download. */
  yes: boolean;
  /** Only say what would be fetched. */
  dryRun: boolean;
  /** For programs: the plan as one object, or each step as a line of JSON. */
  json: boolean;
}

export const setupSwitches = {
  '--force': 'force',
  '--cuda': 'cuda',
  '--yes': 'yes',
  '--dry-run': 'dryRun',
  '--json': 'json',
} as const;

/** Reads the arguments; a sentence about the first one that does not fit. */
export function readSetupOptions(args: readonly string[]): SetupOptions | string {
  const options: SetupOptions = { force: false, cuda: false, yes: false, dryRun: false, json: false };
  for (const arg of args) {
    const name = Object.entries(setupSwitches).find(([text]) => text === arg)?.[1];
    if (name === undefined)
      return `${arg} is not known here; there are ${Object.keys(setupSwitches).join(', ')}.`;
    options[name] = true;
  }
  if (options.dryRun && !options.cuda) return '--dry-run goes with --cuda.';
  if (options.json && !options.dryRun && !(options.cuda && options.yes))
    return '--json goes with --dry-run, or with --cuda --yes.';
  return options;
}
