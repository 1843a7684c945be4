import { type ElectronRecord, electronRecord } from './electron-record.ts';
import { type ElectronFinding, findElectron } from './find-electron.ts';

/** Whether `npm start` opens a window here, as far as that is known without trying. */
export interface ElectronStatus {
  canOpen: boolean;
  /** Where Electron is, or why there is no window. */
  text: string;
  next?: string;
}

/** Reads what is here and what came of the last start; starts and downloads nothing. */
export function examineElectron(
  finding: ElectronFinding = findElectron(),
  recordOf: (version: string) => ElectronRecord = electronRecord,
): ElectronStatus {
  if (!finding.hasDisplay) return { canOpen: false, text: 'There is no display for a window.' };
  const version = finding.found ? finding.version : finding.installer?.version;
  const problem = version === undefined ? undefined : recordOf(version).read();
  // A download that failed says nothing of an Electron that is here now.
  if (problem !== undefined && (problem.at === 'start') === finding.found)
    return { canOpen: false, text: problem.reason, next: problem.next };
  if (finding.found)
    return { canOpen: true, text: `${finding.version ?? 'of unknown version'}, ${finding.path}` };
  if (finding.installer === undefined) return { canOpen: false, text: finding.reason, next: finding.next };
  const text = `${finding.installer.version} is downloaded at the first npm start.`;
  return { canOpen: false, text, next: 'Run npm start, or npm start -- --browser to do without it.' };
}
