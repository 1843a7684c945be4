import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { StudioError } from '../contract/errors.ts';
import { didYouMean } from '../studio/base/did-you-mean.ts';
import { version } from './app.ts';
import { assertKnownFlags, assertNoExtraWords, badInput } from './arguments.ts';
import { commands } from './commands/index.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { printable } from './output.ts';
import { asStudioError } from './present-error.ts';

/** Runs one command line and returns the exit code; errors are one line and the next step, never a stack trace. */
export async function runCommandLine(rawArgs: readonly string[]): Promise<number> {
  const isJson = rawArgs.includes('--json');
  try {
    const [name, ...rest] = rawArgs;
    if (name === '--version') {
      process.stdout.write(`${version}\n`);
      return exitCodes.done;
    }
    if (name === undefined || ['help', '--help', '-h'].includes(name)) {
      await printUsage(program);
      return exitCodes.done;
    }
    const { command, args } = await withSubCommand(await findCommand(name), rest);
    if (rest.includes('--help') || rest.includes('-h')) {
      await printUsage(command, program);
      return exitCodes.done;
    }
    const known = (command.args ?? {}) as ArgsDef;
    assertKnownFlags(args, known);
    assertNoExtraWords(args, known);
    const { result } = await runCommand(command, { rawArgs: args });
    // Most commands are done when they return; those that tell more return what the process is to end with.
    return typeof result === 'number' ? result : exitCodes.done;
  } catch (error) {
    return report(error, isJson);
  }
}

const program = defineCommand({
  meta: { name: 'faceloom', version, description: 'Train GANs on your own face photos, on your own machine' },
  subCommands: { ...commands },
});

/** citty colours it wherever it is printed; a pipe, and a terminal under NO_COLOR, get plain text. */
async function printUsage(command: CommandDef, parent?: CommandDef): Promise<void> {
  const usage = await renderUsage(command, parent);
  const hasColours = process.stdout.isTTY && process.stdout.hasColors();
  process.stdout.write(`${hasColours ? usage : stripVTControlCharacters(usage)}\n`);
}

function findCommand(name: string): Promise<CommandDef> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined)
    throw badInput(
      `There is no command "${name}".`,
      `${didYouMean(name, Object.keys(commands))}Commands: ${Object.keys(commands).join(', ')}.`,
    );
  return load();
}

/** `dataset report …` is the command `report` of `dataset`. */
async function withSubCommand(
  command: CommandDef,
  args: string[],
): Promise<{ command: CommandDef; args: string[] }> {
  const inner = command.subCommands as Record<string, CommandDef> | undefined;
  if (inner === undefined || args.includes('--help')) return { command, args };
  const [name = '', ...rest] = args;
  if (Object.hasOwn(inner, name)) return { command: inner[name], args: rest };
  const known = Object.keys(inner);
  throw badInput(
    `There is no command "${name}" here.`,
    `${didYouMean(name, known)}Choose one of: ${known.join(', ')}.`,
  );
}

/** Shows an error to people and, with `--json`, to machines; returns the exit code. */
export function report(error: unknown, isJson: boolean): number {
  // citty reports missing arguments with an error of its own.
  const isUsage = error instanceof Error && error.name === 'CLIError';
  const known = isUsage
    ? new StudioError('INVALID_INPUT', `${error.message}.`, { next: 'See --help.' })
    : asStudioError(error);
  if (process.env['FACELOOM_DEBUG']) console.error(error);
  const { code, message, data } = known;
  const { subject, next } = data;
  const about = subject === undefined || message.includes(subject) ? '' : ` (${subject})`;
  process.stderr.write(printable(`${message}${about}\n${next}\n`));
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message, next } })}\n`);
  return exitCodeOf(code);
}
