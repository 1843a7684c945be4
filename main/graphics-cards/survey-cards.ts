import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { CardGauges, GraphicsReport } from '../contract/system/graphics-cards.ts';
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

/** Longer than a driver takes that first has to wake the card. */
const patienceMs = 15_000;
/** Where Windows puts its driver's files in WSL; not every shell has it in its PATH. */
const wslFolder = '/usr/lib/wsl/lib';

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
    cardsOnBus: await countCardsOnBus(),
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
  if (process.platform !== 'linux') return false;
  return /microsoft/i.test(readFileSync('/proc/version', 'utf8'));
}

/** NVIDIA's number on the PCI bus, and the class of what shows or computes pictures. */
const [nvidia, displayClass] = ['0x10de', /^0x03/];

async function countCardsOnBus(): Promise<number> {
  const folder = '/sys/bus/pci/devices';
  if (process.platform !== 'linux' || !existsSync(folder)) return 0;
  const read = (name: string, file: string) => readFile(path.join(folder, name, file), 'utf8');
  let count = 0;
  for (const name of await readdir(folder)) {
    const isCard = (await read(name, 'vendor')).trim() === nvidia;
    if (isCard && displayClass.test(await read(name, 'class'))) count += 1;
  }
  return count;
}

/** Of the disk that a folder is on, or will be. */
async function freeBytes(folder: string): Promise<number> {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}
