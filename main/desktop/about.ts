import { existsSync } from 'node:fs';
import type { AboutPanelOptionsOptions, MessageBoxOptions, Shell } from 'electron';
import type { EngineStatus } from '../contract/system/system.ts';

type Versions = Readonly<Record<string, string | undefined>>;

/** What the program is made of, for the system's own panel on macOS. */
export const aboutPanel = (version: string, versions: Versions): AboutPanelOptionsOptions => ({
  applicationName: 'Faceloom',
  applicationVersion: version,
  copyright: licence,
  credits: parts(versions).join('\n'),
});

const licence = 'Apache License 2.0. The licences of its parts lie beside the program.';

export interface AboutDeps {
  /** Terms of everything that is shipped; a checkout has none. */
  licencesFile: string;
  show(options: MessageBoxOptions): Promise<{ response: number }>;
  /** `openPath` opens a file with the system's program for it, and says why not, or '' (docs/api/shell.md). */
  shell: Pick<Shell, 'openPath' | 'showItemInFolder'>;
}

/** Shows the same in a box, with the engines of this computer and a button that opens the licences. */
export async function showAbout(
  about: { version: string; versions: Versions; engines: readonly EngineStatus[] },
  { licencesFile, show, shell }: AboutDeps,
): Promise<void> {
  const buttons = existsSync(licencesFile) ? ['Close', openLicences] : ['Close'];
  const { response } = await show({
    type: 'info',
    title: 'About Faceloom',
    message: `Faceloom ${about.version}`,
    detail: [
      ...parts(about.versions),
      '',
      ...about.engines.map(describeEngine),
      '',
      licence,
      'Nothing leaves this computer unless you send a training to a place of your own.',
    ].join('\n'),
    buttons,
    defaultId: 0,
    cancelId: 0,
  });
  // A system without a program for texts still has a file manager.
  if (buttons[response] === openLicences && (await shell.openPath(licencesFile)) !== '')
    shell.showItemInFolder(licencesFile);
}

const openLicences = 'Open the licences';

const parts = (versions: Versions): string[] =>
  [
    ['Electron', versions['electron']],
    ['Chromium', versions['chrome']],
    ['Node', versions['node']],
  ].flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`]));

const describeEngine = ({ title, available, version, reason }: EngineStatus): string =>
  available ? [title, version].filter(Boolean).join(' ') : `${title}: not here. ${reason ?? ''}`.trim();
