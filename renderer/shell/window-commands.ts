import { spotlight } from '@mantine/spotlight';
import {
  IconAdjustments,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsShuffle,
  IconBookmark,
  IconBox,
  IconColumns3,
  IconCopy,
  IconFilePlus,
  IconFocusCentered,
  IconFolderOpen,
  IconFolderPlus,
  IconFolderSearch,
  IconHelp,
  IconListCheck,
  IconMoodSmile,
  IconPhoto,
  IconPin,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlaylistX,
  IconPlus,
  IconRotate,
  IconSearch,
  IconSettings,
  IconStack2,
  IconSunMoon,
} from '@tabler/icons-react';
import { type CommandId, commandCatalogue } from '../../main/contract/system/commands.ts';
import { bridge, client } from '../client/studio.ts';
import type { Command } from '../commands/registry.ts';
import { toggleHelp } from '../help/help-view.ts';
import {
  activeRun,
  newestResumable,
  pauseRun,
  resumeRun,
  stopRun,
  toggleQueue,
} from '../runs/run-actions.ts';
import { drawSampleFaces, importFiles, importFolder } from '../screens/datasets/import-actions.ts';
import { exploreCommands } from '../screens/explore/explore-commands.ts';
import { toggleTheme } from '../theme/toggle-theme.ts';
import { jobsPanelOpen, navigate, settingsDialogOpen } from '../view-state.ts';

type Behaviour = Pick<Command, 'icon' | 'run' | 'when'>;

const isOnDesktop = () => bridge !== undefined;

async function showLibrary(): Promise<void> {
  const { libraryDir } = await client.system.info();
  bridge?.showInFolder(libraryDir);
}

const behaviours: Record<CommandId, Behaviour> = {
  'datasets.import-folder': { icon: IconFolderPlus, run: importFolder },
  'datasets.import-files': { icon: IconFilePlus, run: importFiles },
  'datasets.draw-sample': { icon: IconMoodSmile, run: drawSampleFaces },
  // A browser shows the library of the server that it is connected to.
  'library.open': { icon: IconFolderOpen, when: isOnDesktop, run: () => bridge?.openLibrary() },
  'library.show': { icon: IconFolderSearch, when: isOnDesktop, run: showLibrary },
  'runs.new': { icon: IconPlus, run: () => navigate({ screen: 'train', isNew: true }) },
  'runs.pause': {
    icon: IconPlayerPause,
    when: () => activeRun() !== undefined,
    run: () => pauseRun(activeRun()),
  },
  'runs.resume': {
    icon: IconPlayerPlay,
    when: () => newestResumable() !== undefined,
    run: () => resumeRun(newestResumable()),
  },
  'runs.stop': {
    icon: IconPlayerStop,
    when: () => activeRun() !== undefined,
    run: () => stopRun(activeRun()),
  },
  'runs.hold-queue': { icon: IconPlaylistX, run: toggleQueue },
  'explore.undo': { icon: IconArrowBackUp, ...exploreCommands.undo },
  'explore.redo': { icon: IconArrowForwardUp, ...exploreCommands.redo },
  'explore.any-seed': { icon: IconArrowsShuffle, ...exploreCommands.anySeed },
  'explore.turn-pad': { icon: IconRotate, ...exploreCommands.turnPad },
  'explore.centre-pad': { icon: IconFocusCentered, ...exploreCommands.centrePad },
  'explore.pin-a': { icon: IconPin, ...exploreCommands.pin('A') },
  'explore.pin-b': { icon: IconPin, ...exploreCommands.pin('B') },
  'explore.pin-c': { icon: IconPin, ...exploreCommands.pin('C') },
  'explore.copy-vector': { icon: IconCopy, ...exploreCommands.copyVector },
  'explore.save': { icon: IconBookmark, ...exploreCommands.save },
  'go.datasets': { icon: IconStack2, run: () => navigate({ screen: 'datasets' }) },
  'go.train': { icon: IconAdjustments, run: () => navigate({ screen: 'train' }) },
  'go.models': { icon: IconBox, run: () => navigate({ screen: 'models' }) },
  'go.compare': { icon: IconColumns3, run: () => navigate({ screen: 'compare' }) },
  'go.gallery': { icon: IconPhoto, run: () => navigate({ screen: 'gallery' }) },
  'go.explore': { icon: IconMoodSmile, run: () => navigate({ screen: 'explore' }) },
  'view.palette': { icon: IconSearch, run: () => spotlight.open() },
  'view.jobs': { icon: IconListCheck, run: () => jobsPanelOpen.set(!jobsPanelOpen.get()) },
  'view.settings': { icon: IconSettings, run: () => settingsDialogOpen.set(true) },
  'view.theme': { icon: IconSunMoon, run: toggleTheme },
  'help.manual': { icon: IconHelp, run: toggleHelp },
};

/** Every command of the window, with what it does there. */
export const windowCommands: readonly Command[] = commandCatalogue.map((description) => ({
  ...description,
  ...behaviours[description.id],
}));
