import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ArgDef, ArgsDef, CommandDef } from 'citty';
import { describe, expect, test } from 'vitest';
import { packageOptions } from '../../packaging/targets.ts';
import { FacesMode } from '../contract/datasets/datasets.ts';
import { ModelFormat } from '../contract/models/model-files.ts';
import { HealthCondition } from '../contract/runs/health.ts';
import { setupSwitches } from '../setup/setup-options.ts';
import { rootDir } from './app.ts';
import { commonArgs } from './arguments.ts';
import { commands } from './commands/index.ts';
import { optionsOfStart } from './start-studio.ts';
import { codeOf, linksOf, pageOf, pages, type Section, sectionOf, tableRows } from './testing/manual.ts';
import { constantRows, hyperParameterRows, presetRows } from './testing/preset-tables.ts';

const everyCommand = new Map<string, ArgsDef>();
for (const [name, load] of Object.entries(commands)) {
  const command = await load();
  const inner = Object.entries((command.subCommands ?? {}) as Record<string, CommandDef>);
  if (inner.length === 0) everyCommand.set(name, command.args as ArgsDef);
  for (const [innerName, { args }] of inner) everyCommand.set(`${name} ${innerName}`, args as ArgsDef);
}

/** An option as the manual writes it: switches that are on by default are told by what turns them off. */
const optionOf = ([name, arg]: [string, ArgDef]): string => {
  if (arg.type === 'positional') return arg.valueHint ?? name.toUpperCase();
  return arg.type === 'boolean' && arg.default === true ? `--no-${name}` : `--${name}`;
};

const commandLine = pageOf('command-line');

/** Rows of a command's own tables, and of the sections of the page that it refers to. */
function rowsOf(section: Section): string[][] {
  const shared = linksOf(section.text)
    .filter((target) => target.startsWith('#'))
    .flatMap((target) => commandLine.sections.filter(({ slug }) => slug === target.slice(1)));
  return [section, ...shared].flatMap(({ text }) => tableRows(text));
}

describe('the page of the command line', () => {
  test('has every command, and none that does not exist', () => {
    const shared = ['Choices of a run', 'Start from a model', 'Choices of a place'];
    const titles = commandLine.sections
      .filter(({ text }) => text.startsWith('### '))
      .map(({ title }) => title);
    expect(titles.filter((title) => !shared.includes(title)).sort()).toEqual([...everyCommand.keys()].sort());
  });

  test('has the options that every command takes', () => {
    const rows = tableRows(sectionOf(commandLine, 'Options of every command').text);
    expect(rows.map(([option = '']) => firstWord(option)).sort()).toEqual(
      Object.entries(commonArgs).map(optionOf).sort(),
    );
  });

  test.each([...everyCommand])('has the options of %s with their choices and defaults', (name, args) => {
    const rows = rowsOf(sectionOf(commandLine, name));
    const own = Object.entries(args).filter(([option]) => !Object.hasOwn(commonArgs, option));
    const written = (option: string) => (option.startsWith('--') ? firstWord : codeWords)(option);
    expect(rows.map(([option = '']) => written(codeWords(option))).sort()).toEqual(own.map(optionOf).sort());
    for (const entry of own) {
      const [, arg] = entry;
      const [, meaning = ''] =
        rows.find(([option = '']) => written(codeWords(option)) === optionOf(entry)) ?? [];
      const told = [...codeOf(meaning), meaning];
      if (typeof arg.default === 'string')
        expect(told, `default of ${optionOf(entry)}`).toContain(arg.default);
      for (const choice of choicesOf(arg)) expect(told, `choices of ${optionOf(entry)}`).toContain(choice);
    }
  });
});

/** Choices as the help of a command lists them: `a | b | c`. */
function choicesOf({ description = '', valueHint = '' }: ArgDef): string[] {
  const list = /[\w+-]+(?: ?\| ?[\w+-]+)+/.exec(`${valueHint} ${description}`)?.[0];
  return list === undefined ? [] : list.split(/ ?\| ?/);
}

/** What stands in the code marks of a cell. */
const codeWords = (cell: string): string => codeOf(cell)[0] ?? cell;

const firstWord = (cell: string): string => codeWords(cell).split(' ')[0] ?? '';

/** As the script that tries a graphics card reads them. */
const cardScript = readFileSync(path.join(rootDir, 'main/setup/on-a-card.sh'), 'utf8');
const optionsOfCardScript = [...cardScript.matchAll(/^ *(--[a-z-]+)\) /gm)].map(([, option]) => option);

describe('every page', () => {
  test.each(pages)('$path names commands and options that exist', ({ text }) => {
    for (const [, line = ''] of text.matchAll(/(?:npm run -s faceloom --|`faceloom) ([^`\n|]+)/g)) {
      const [first = '', second = '', ...rest] = line.trim().split(/\s+/);
      if (first === 'help' || first === 'COMMAND') continue;
      const isInner = everyCommand.has(`${first} ${second}`);
      const args = everyCommand.get(isInner ? `${first} ${second}` : first);
      expect(args, `faceloom ${line}`).toBeDefined();
      const words = isInner ? rest : [second, ...rest];
      for (const word of words.filter((each) => each.startsWith('--')))
        expect(Object.entries(args ?? {}).map(optionOf), `faceloom ${line}`).toContain(word.split('=')[0]);
    }
  });

  test.each(pages)('$path has options that some command takes', ({ text }) => {
    const known = new Set([
      ...[...everyCommand.values()].flatMap((args) => Object.entries(args).map(optionOf)),
      ...Object.keys(optionsOfStart).map((name) => `--${name}`),
      ...Object.keys(setupSwitches),
      ...Object.keys(packageOptions).map((name) => `--${name}`),
      ...optionsOfCardScript,
    ]);
    // Those of other programs stand in their own command lines.
    const others = /^(?:--(?:help|version|global|logdir|linux|mac|win|webgpu))$/;
    for (const code of codeOf(text.replace(/^```[\s\S]*?^```$/gm, '')))
      for (const [option] of code.matchAll(/(?<![\w-])--[a-z-]+/g))
        if (!others.test(option)) expect([...known], code).toContain(option);
  });

  test.each(pages)('$path links to pages and sections that exist', (page) => {
    for (const target of linksOf(page.text)) {
      const [file = '', slug] = target.split('#');
      const at = file === '' ? page.path : path.posix.join(path.posix.dirname(page.path), file);
      expect(existsSync(path.join(rootDir, at)), target).toBe(true);
      const slugs = pages.find(({ path: name }) => name === at)?.sections.map((section) => section.slug);
      if (slug !== undefined) expect(slugs, target).toContain(slug);
    }
  });
});

describe('tables', () => {
  const presetsPage = pageOf('presets');
  const firstCodes = (page: string, title: string) =>
    tableRows(sectionOf(pageOf(page), title).text).map(([cell = '']) => codeWords(cell));

  test('presets are those of the code', () => {
    expect(tableRows(sectionOf(presetsPage, 'Which one to take').text)).toEqual(presetRows());
    expect(tableRows(sectionOf(presetsPage, 'What they train with').text)).toEqual(constantRows());
    expect(tableRows(sectionOf(presetsPage, 'Hyper-parameters').text)).toEqual(hyperParameterRows());
  });

  test('ways to prepare faces, formats of models and conditions of the coach are all there', () => {
    expect(firstCodes('import', 'How faces are prepared').sort()).toEqual(
      ['auto', ...FacesMode.options].sort(),
    );
    expect(firstCodes('export', 'Models for other programs').sort()).toEqual([...ModelFormat.options].sort());
    expect(firstCodes('training', 'The coach').sort()).toEqual([...HealthCondition.options].sort());
  });
});
