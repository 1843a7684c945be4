// @vitest-environment happy-dom
import { beforeAll, expect, test } from 'vitest';
import { commandCatalogue } from '../../main/contract/system/commands.ts';
import { commandById, registerCommands } from '../commands/registry.ts';
import { windowCommands } from './window-commands.ts';

beforeAll(() => registerCommands(windowCommands));

test('ids and keys are given out once', () => {
  const ids = windowCommands.map(({ id }) => id);
  const keys = windowCommands.map(({ keys }) => keys?.toLowerCase()).filter((value) => value !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every command of the catalogue does something here', () => {
  expect(windowCommands).toHaveLength(commandCatalogue.length);
  for (const { id } of commandCatalogue) expect(commandById(id)?.run).toBeTypeOf('function');
});

test('commands about a training are off while there is none', () => {
  expect(commandById('runs.pause')?.when?.()).toBe(false);
  expect(commandById('runs.resume')?.when?.()).toBe(false);
});

test('an id from outside that is not a command is not found', () => {
  expect(commandById('app.explode')).toBeUndefined();
});
