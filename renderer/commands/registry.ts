import type { Icon } from '@tabler/icons-react';
import type { CommandDescription, CommandId } from '../../main/contract/system/commands.ts';
import { notifyFailure } from '../client/notify.tsx';

/** A command with what it does in this page. */
export interface Command extends CommandDescription {
  readonly id: CommandId;
  readonly icon: Icon;
  run(): unknown;
  /** True when it can be run now; absent = always. */
  when?(): boolean;
}

let registered: readonly Command[] = [];

/** Sets the commands of the window, once, before anything is drawn; palette, shortcuts, menu and remedies read them. */
export function registerCommands(commands: readonly Command[]): void {
  registered = commands;
}

/** Every command of the window. */
export const allCommands = (): readonly Command[] => registered;

/** The command with this id, also when the id comes from outside the page. */
export const commandById = (id: string): Command | undefined =>
  registered.find((command) => command.id === id);

/** True when the command can be run now. */
export const isEnabled = (command: Command): boolean => command.when?.() ?? true;

/** Runs a command; a failure is told with its next step. */
export async function runCommand(command: Command): Promise<void> {
  try {
    if (isEnabled(command)) await command.run();
  } catch (error) {
    notifyFailure(error);
  }
}
