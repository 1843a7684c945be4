import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { CardGauges, GraphicsReport } from '../contract/system/graphics-cards.ts';
import { isInstalledProgram } from '../program/installed-program.ts';
import { judgeCards, type MachineFacts } from './judge-cards.ts';
import {
  cardQuery,
  gaugeQuery,
  hasSlices,
  isUnknownField,
  oldCardQuery,
  readCards,
  readGauges,
  type SmiAnswer,
  type SmiRun,
  sliceQuery,
} from './nvidia-smi.ts';

/** Looks at the graphics cards of this machine; `disk` is where a build is yet to be set up, and what that takes. */
export async function surveyCards({
  disk,
  env = process.env,
}: {
  disk?: { folder: string; neededBytes: number };
  env?: NodeJS.ProcessEnv;
} = {}): Promise<GraphicsReport> {
  const facts: MachineFacts = {
    platform: process.platform,
    arch: process.arch,
    isWsl: isWsl(),
    smi: await askForCards((args) => runSmi(args, env)),
    cardsOnBus: countCardsOnBus(),
    isInstalled: isInstalledProgram,
    ...(disk === undefined
      ? {}
      : { disk: { neededBytes: disk.neededBytes, freeBytes: await freeBytes(disk.folder) } }),
  };
  return judgeCards(facts);
}

/** A survey that is made when it is first asked for; whoever asks again gets the same answer. */
export function surveyOnce(
  survey: () => Promise<GraphicsReport> = surveyCards,
): () => Promise<GraphicsReport> {
  let report: Promise<GraphicsReport> | undefined;
  return () => {
    report ??= survey();
    return report;
  };
}

/** What a report calls its cards, and the slices of cards. */
export const deviceUuids = ({ cards }: GraphicsReport): string[] =>
  cards.flatMap(({ uuid, slices }) => [uuid, ...slices.map((slice) => slice.uuid)]);

/** What one card does now, as far as its driver tells; costs a process of some 50 ms. */
export const readCardGauges = async (
  uuid: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CardGauges | undefined> => readGauges(await runSmi(gaugeQuery(uuid), env));

async function askForCards(run: (args: readonly string[]) => Promise<SmiRun>): Promise<SmiAnswer> {
  const first = await run(cardQuery);
  if (isUnknownField(first)) return readCards(await run(oldCardQuery));
  return hasSlices(first) ? readCards(first, await run(sliceQuery)) : readCards(first);
}

/** Longer than a driver takes that first has to wake the card. */
const patienceMs = 15_000;
/** Where Windows puts its driver's files in WSL; not every shell has it in its PATH. */
const wslFolder = '/usr/lib/wsl/lib';

function runSmi(args: readonly string[], env: NodeJS.ProcessEnv): Promise<SmiRun> {
  const program = existsSync(path.join(wslFolder, 'nvidia-smi'))
    ? path.join(wslFolder, 'nvidia-smi')
    : 'nvidia-smi';
  return new Promise((resolve) => {
    // Its messages are read, so they have to be English.
    const options = { env: { ...env, LC_ALL: 'C' }, timeout: patienceMs, encoding: 'utf8' } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr });
    });
  });
}

function isWsl(): boolean {
  return process.platform === 'linux' && /microsoft/i.test(readText('/proc/version'));
}

/** What Linux tells in a file of its own; nothing where a container or a policy hides it, which is not trouble here. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** NVIDIA's number on the PCI bus, and the class of what shows or computes pictures. */
const [nvidia, displayClass] = ['0x10de', /^0x03/];

function countCardsOnBus(): number {
  const folder = '/sys/bus/pci/devices';
  if (process.platform !== 'linux' || !existsSync(folder)) return 0;
  return readdirSync(folder).filter(
    (name) =>
      readText(path.join(folder, name, 'vendor')).trim() === nvidia &&
      displayClass.test(readText(path.join(folder, name, 'class'))),
  ).length;
}

/** Of the disk that a folder is on, or will be. */
async function freeBytes(folder: string): Promise<number> {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}
