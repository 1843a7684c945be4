import type { AboutPanelOptionsOptions, MessageBoxOptions } from 'electron';
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

/** The same in a box, with the engines of this computer. */
export const aboutBox = (
  version: string,
  versions: Versions,
  engines: readonly EngineStatus[],
): MessageBoxOptions => ({
  type: 'info',
  title: 'About Faceloom',
  message: `Faceloom ${version}`,
  detail: [
    ...parts(versions),
    '',
    ...engines.map(describeEngine),
    '',
    licence,
    'Nothing leaves this computer.',
  ].join('\n'),
  buttons: ['Close'],
});

const parts = (versions: Versions): string[] =>
  [
    ['Electron', versions['electron']],
    ['Chromium', versions['chrome']],
    ['Node', versions['node']],
  ].flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`]));

const describeEngine = ({ title, available, version, reason }: EngineStatus): string =>
  available ? [title, version].filter(Boolean).join(' ') : `${title}: not here. ${reason ?? ''}`.trim();
