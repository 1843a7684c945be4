import { Kbd } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { IconFolderOpen, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { notifyFailure } from '../client/notify.tsx';
import { bridge } from '../client/studio.ts';
import { baseName } from '../format.ts';
import { labelKeys } from './keys.ts';
import { allCommands, isEnabled, runCommand } from './registry.ts';

/** All commands by name, for people who would rather type. */
export function CommandPalette() {
  // What can be run now is asked when the palette opens, not while it is closed.
  const [offered, setOffered] = useState(allCommands);
  const [libraries, setLibraries] = useState<readonly string[]>([]);
  const lookAround = () => {
    setOffered(allCommands().filter((c) => isEnabled(c) && c.id !== 'view.palette'));
    bridge?.recentLibraries().then(setLibraries, notifyFailure);
  };
  return (
    <Spotlight
      // The shortcut comes from the command registry.
      shortcut={null}
      onSpotlightOpen={lookAround}
      nothingFound="No such command"
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: 'What would you like to do?',
        'aria-label': 'Search commands',
      }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      overlayProps={{ blur: 0 }}
      highlightQuery
      scrollable
      maxHeight={420}
      size={520}
      actions={[
        ...offered.map((command) => ({
          id: command.id,
          label: command.title,
          highlightColor: 'accent',
          leftSection: <command.icon size={18} stroke={1.5} />,
          rightSection: command.keys ? <Kbd size="xs">{labelKeys(command.keys)}</Kbd> : null,
          onClick: () => void runCommand(command),
        })),
        ...libraries.map((dir) => ({
          id: `library ${dir}`,
          label: `Open library ${baseName(dir)}`,
          description: dir,
          highlightColor: 'accent',
          leftSection: <IconFolderOpen size={18} stroke={1.5} />,
          onClick: () => bridge?.openLibrary(dir),
        })),
      ]}
    />
  );
}
