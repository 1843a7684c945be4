import type { GraphicsCard, GraphicsReport, JudgedCard } from '../contract/system/graphics-cards.ts';
import type { SmiAnswer, SmiTrouble } from './nvidia-smi.ts';

/** What a judgement is made from. */
export interface MachineFacts {
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
  /** Linux inside Windows. */
  isWsl: boolean;
  smi: SmiAnswer;
  /** NVIDIA cards on the PCI bus, whether a driver knows them or not. */
  cardsOnBus: number;
  /** A program that was installed, in which nothing can be set up. */
  isInstalled: boolean;
  /** Room on the disk of the cache, and what the set-up needs at its worst moment; absent when it is set up. */
  disk?: { freeBytes: number; neededBytes: number };
}

/** Of CUDA 12, whose programs run with every later driver (NVIDIA, "CUDA minor version compatibility"). */
const oldestDriver = { linux: '525.60.13', windows: '527.41' };
/** Of TensorFlow 2.21: its kernels are made for 6.0 to 9.0, and what it compiles by itself fails from 10 on. */
const capabilities = { from: 6, below: 10 };

const setUp = 'Press "Set up" in Settings, or run "npm run setup:tensorflow -- --cuda".';
const onlyFromSources =
  'The installed program trains on the processor. Faceloom can use this card when it is run from its sources; the page "Engines" of the manual tells how.';
const onProcessor = 'Training works on the processor.';
const throughWebGpu =
  'Faceloom can also train on a graphics card through WebGPU; the page "Engines" of the manual tells how.';
const processorWorks = 'Nothing needs to be done: training works on the processor.';

/** Says beforehand what cannot work, and what can: for each card, and for the machine as a whole. */
export function judgeCards(facts: MachineFacts): GraphicsReport {
  const cards = 'cards' in facts.smi ? facts.smi.cards.map((card) => judgeCard(card, facts)) : [];
  const machine = judgeMachine(facts);
  if (machine !== undefined) return { cards, fits: false, ...machine };
  if (!('cards' in facts.smi)) return { cards, fits: false, ...troubleWords(facts.smi, facts) };
  const fitting = cards.find(({ fits }) => fits);
  if (fitting === undefined) {
    const [{ reason = 'No card fits.', next }] = cards;
    return { cards, fits: false, reason, ...(next === undefined ? {} : { next }) };
  }
  const { disk } = facts;
  if (!facts.isInstalled && disk !== undefined && disk.freeBytes < disk.neededBytes)
    return {
      cards,
      fits: false,
      reason: `${fitting.name} could train, but setting it up takes ${gigabytes(disk.neededBytes)} of disk for a moment, and ${gigabytes(disk.freeBytes)} are free.`,
      next: 'Make room, or set FACELOOM_CACHE_DIR to a folder on a larger disk.',
    };
  const wsl = facts.isWsl ? ' through Windows, whose driver lies in /usr/lib/wsl/lib' : '';
  return {
    cards,
    fits: true,
    reason: `${fitting.name} can train${wsl}.`,
    next: facts.isInstalled ? onlyFromSources : setUp,
  };
}

function judgeCard(card: GraphicsCard, { isWsl }: MachineFacts): JudgedCard {
  const { name, driver, computeCapability } = card;
  const needed = isWsl ? oldestDriver.windows : oldestDriver.linux;
  const no = (reason: string, next: string): JudgedCard => ({ ...card, fits: false, reason, next });
  if (isOlder(driver, needed))
    return no(
      `${name} has the driver ${driver}, which is too old: CUDA 12 needs ${needed} or newer.`,
      isWsl ? 'Update the NVIDIA driver in Windows.' : 'Update the NVIDIA driver, then restart the computer.',
    );
  if (computeCapability === undefined)
    return no(`${name} does not say what it can compute.`, 'Update the NVIDIA driver.');
  const capability = Number(computeCapability);
  if (capability < capabilities.from)
    return no(
      `${name} is too old: it has compute capability ${computeCapability}, and TensorFlow 2.21 needs 6.0 or higher (GTX 10 series and later).`,
      processorWorks,
    );
  if (capability >= capabilities.below)
    return no(
      `${name} is too new: it has compute capability ${computeCapability}, and what TensorFlow 2.21 compiles runs up to 9.0.`,
      `${onProcessor} ${throughWebGpu}`,
    );
  return { ...card, fits: true };
}

type Words = Pick<GraphicsReport, 'reason' | 'next'>;

/** What holds for a machine whatever its cards are. */
function judgeMachine({ platform, arch }: MachineFacts): Words | undefined {
  if (platform === 'win32')
    return {
      reason: 'TensorFlow has no CUDA build for Windows.',
      next: `Run Faceloom inside WSL 2 to train on an NVIDIA card with TensorFlow. ${throughWebGpu}`,
    };
  if (platform === 'darwin')
    return {
      reason: 'TensorFlow has no build for the graphics cards of Macs.',
      next: `${onProcessor} ${throughWebGpu}`,
    };
  if (platform !== 'linux' || arch !== 'x64')
    return {
      reason: `TensorFlow’s CUDA build is made for linux-x64, and this is ${platform}-${arch}.`,
      next: processorWorks,
    };
  return undefined;
}

function troubleWords(
  { trouble, text }: Extract<SmiAnswer, { trouble: SmiTrouble }>,
  { isWsl, cardsOnBus }: MachineFacts,
): Words {
  switch (trouble) {
    case 'not-installed':
    case 'no-driver':
      if (isWsl)
        return {
          reason: 'Windows offers no NVIDIA card here: there is no nvidia-smi in /usr/lib/wsl/lib.',
          next: 'Where there is such a card, install NVIDIA’s driver in Windows, not in WSL, then run "wsl --shutdown".',
        };
      if (cardsOnBus === 0) return { reason: 'There is no NVIDIA graphics card in this computer.' };
      return {
        reason: 'There is an NVIDIA card in this computer, but NVIDIA’s driver is not loaded.',
        next: `Install NVIDIA’s driver ${oldestDriver.linux} or newer from your distribution, then restart the computer.`,
      };
    case 'no-card':
      return { reason: 'NVIDIA’s driver is there, and it sees no card.', next: processorWorks };
    case 'no-permission':
      return {
        reason: `NVIDIA’s driver does not let this user at the card: ${text}`,
        next: 'Add this user to the groups "video" and "render" (or pass the card into the container), then log in again.',
      };
    case 'restart-needed':
      return {
        reason: 'NVIDIA’s driver was updated while it was running, and its parts do not fit together.',
        next: 'Restart the computer.',
      };
    case 'card-lost':
      return {
        reason: `The card does not answer its driver: ${text}`,
        next: 'Restart the computer; if it happens again, look at the power and the cooling of the card.',
      };
    case 'blocked':
      return {
        reason: 'Windows does not let WSL at the card.',
        next: 'Run "wsl --update" and "wsl --shutdown" in Windows, with a recent NVIDIA driver there.',
      };
    case 'unreadable':
      return {
        reason: `nvidia-smi answered something that Faceloom does not understand: ${text || 'nothing'}`,
        next: 'Report this, with the output of nvidia-smi.',
      };
  }
}

/** Versions such as 525.60.13, number by number. */
const isOlder = (version: string, needed: string): boolean =>
  version.localeCompare(needed, 'en', { numeric: true }) < 0;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
