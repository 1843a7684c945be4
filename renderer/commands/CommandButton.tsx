import { Button, type ButtonVariant } from '@mantine/core';
import { useState } from 'react';
import type { CommandId } from '../../main/contract/system/commands.ts';
import { commandById, runCommand } from './registry.ts';

interface Props {
  id: CommandId;
  variant?: ButtonVariant;
}

/** A button that runs a command and is busy until it has begun. */
export function CommandButton({ id, variant }: Props) {
  const [isRunning, setIsRunning] = useState(false);
  const command = commandById(id);
  if (!command) return null;
  const press = async () => {
    setIsRunning(true);
    await runCommand(command);
    setIsRunning(false);
  };
  return (
    <Button
      {...(variant ? { variant } : {})}
      leftSection={<command.icon size={16} />}
      loading={isRunning}
      onClick={() => void press()}
    >
      {command.title}
    </Button>
  );
}
