import { ActionIcon, Button, Kbd, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconHelp, IconMoon, IconSearch, IconSettings, IconSun } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { CommandId } from '../../main/contract/system/commands.ts';
import { studio } from '../client/studio.ts';
import { labelKeys } from '../commands/keys.ts';
import { commandById, runCommand } from '../commands/registry.ts';
import { baseName } from '../format.ts';
import { JobsButton } from '../screens/jobs/JobsButton.tsx';
import icon from '../theme/icon.svg';
import classes from './Shell.module.css';

/** Which library is open, and the ways to everything: jobs, commands, look. */
export function TitleBar() {
  const info = useQuery(studio.system.info.queryOptions()).data;
  const isDark = useComputedColorScheme('dark') === 'dark';
  return (
    <header className={classes.title}>
      <span className={classes.brand}>
        <img src={icon} alt="" />
        Faceloom
      </span>
      <span className={classes.divider} />
      {info && (
        <Tooltip label={info.libraryDir}>
          <span className={classes.library} data-testid="library-path">
            Library: {baseName(info.libraryDir)}
          </span>
        </Tooltip>
      )}
      <span className={classes.spacer} />
      <JobsButton />
      <Button
        variant="default"
        leftSection={<IconSearch size={14} />}
        rightSection={<Kbd size="xs">{labelKeys('mod+K')}</Kbd>}
        onClick={() => run('view.palette')}
      >
        Commands
      </Button>
      <Tooltip label={`Help (${labelKeys('F1')})`}>
        <ActionIcon aria-label="Help" onClick={() => run('help.manual')}>
          <IconHelp size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Settings">
        <ActionIcon aria-label="Settings" onClick={() => run('view.settings')}>
          <IconSettings size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={isDark ? 'Light look' : 'Dark look'}>
        <ActionIcon aria-label={isDark ? 'Light look' : 'Dark look'} onClick={() => run('view.theme')}>
          {isDark ? <IconSun size={18} stroke={1.6} /> : <IconMoon size={18} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

const run = (id: CommandId) => {
  const command = commandById(id);
  if (command) void runCommand(command);
};
