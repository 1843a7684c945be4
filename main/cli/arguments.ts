import { type ArgsDef, parseArgs } from 'citty';
import { StudioError } from '../contract/errors.ts';
import { ClockTime } from '../contract/runs/clock-time.ts';
import { didYouMean } from '../studio/base/did-you-mean.ts';

/** Every command has these. */
export const commonArgs = {
  json: { type: 'boolean', description: 'print one JSON object as the last line' },
  library: { type: 'string', description: 'folder of the library', valueHint: 'DIR' },
} as const satisfies ArgsDef;

/** Refuses flags that a command does not know: a mistyped one must not be ignored. */
export function assertKnownFlags(rawArgs: readonly string[], args: ArgsDef): void {
  const known = new Set(['help', 'version', ...Object.keys(args)]);
  for (const raw of rawArgs) {
    if (raw === '--') return;
    const flag = /^--(?:no-)?([^=]+)/.exec(raw)?.[1];
    const isShort = /^-[a-z]/i.test(raw);
    if (isShort || (flag !== undefined && !known.has(flag))) {
      throw badInput(
        `There is no option ${isShort ? raw : `--${flag}`}.`,
        `${didYouMean(flag ?? '', [...known])}Options: ${[...known].map((name) => `--${name}`).join(' ')}.`,
      );
    }
  }
}

/**
 * Refuses words that a command has no place for: they may be the rest of a name with blanks. An argument whose hint ends
 * in "…" takes any number of words.
 */
export function assertNoExtraWords(rawArgs: string[], args: ArgsDef): void {
  const places = Object.values(args).filter(({ type }) => type === 'positional');
  if (places.some(({ valueHint }) => valueHint?.endsWith('…'))) return;
  const extra = parseArgs(rawArgs, args)._[places.length];
  if (extra !== undefined)
    throw badInput(`Unexpected "${extra}".`, 'Put a name with blanks into quotes. See --help.');
}

/** A number option; absent stays absent. */
export function numberOption(
  name: string,
  text: string | undefined,
  { min, max, isInteger = false }: { min: number; max: number; isInteger?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const fits = text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max;
  if (!fits || (isInteger && !Number.isInteger(value))) {
    throw badInput(
      `--${name} ${text} is not allowed.`,
      `Give a ${isInteger ? 'whole ' : ''}number from ${min} to ${max}.`,
    );
  }
  return value;
}

/** Every value of an option that may be given several times. */
export function repeatedOption(rawArgs: readonly string[], name: string): string[] {
  return rawArgs.flatMap((raw, i) => {
    if (raw === `--${name}`) return rawArgs[i + 1] ?? [];
    return raw.startsWith(`--${name}=`) ? raw.slice(name.length + 3) : [];
  });
}

/** Several numbers with commas between them; absent stays absent. */
export function numbersOption(
  name: string,
  text: string | undefined,
  range: { min: number; max: number; isInteger?: boolean },
): number[] | undefined {
  return text?.split(',').map((part) => numberOption(name, part, range) ?? Number.NaN);
}

/** A time of day; absent stays absent. */
export function clockOption(name: string, text: string | undefined): ClockTime | undefined {
  if (text === undefined) return undefined;
  const time = ClockTime.safeParse(text);
  if (!time.success)
    throw badInput(`--${name} ${text} is not a time of day.`, 'Write it like 22:00 or 7:30.');
  return time.data;
}

export function choiceOption<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined)
    throw badInput(
      `--${name} ${text} is not allowed.`,
      `${didYouMean(text, choices)}Choose one of: ${choices.join(', ')}.`,
    );
  return found;
}

export const badInput = (message: string, next: string) =>
  new StudioError('INVALID_INPUT', message, { next });
