import { StudioError } from '../../contract/errors.ts';
import { type Gpu, type OpenedCard, openCard } from '../../gpu/open-card.ts';
import { cardChoice, noCard } from './no-card.ts';

/** Opens the graphics card of this process through Dawn. Throws a StudioError that says why there is none. */
export async function openDawnCard(env: NodeJS.ProcessEnv = process.env): Promise<OpenedCard> {
  const card = await openCard(await loadGpu(), cardChoice(env));
  if ('missing' in card)
    throw noCard(
      card,
      'Install the driver of your card; on Linux, its Vulkan driver and the package libvulkan1 as well.',
    );
  return card;
}

/** A card that executes nothing and gives zeros, to measure what is asked of one. Undefined where Dawn cannot be loaded. */
export async function openIdleCard(): Promise<OpenedCard | undefined> {
  let idle: Gpu;
  try {
    const dawn: { create(options: string[]): Gpu } = await import('webgpu');
    idle = dawn.create(['backend=null']);
  } catch {
    return undefined;
  }
  idles.push(idle);
  const card = await openCard(idle, { allowsSoftware: true, power: 'high-performance' });
  return 'missing' in card ? undefined : card;
}

/** Kept for the same reason as the one below. */
const idles: Gpu[] = [];

/** Dawn's own object. Devices become invalid memory when it is collected, so that it is kept. */
let gpu: Gpu | undefined;

async function loadGpu(): Promise<Gpu> {
  if (gpu === undefined) {
    try {
      const dawn: { create(options: string[]): Gpu } = await import('webgpu');
      gpu = dawn.create([]);
    } catch (cause) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        'WebGPU cannot be loaded.',
        {
          next: 'Use another engine. On Linux it needs glibc 2.34 or newer.',
          subject: cause instanceof Error ? cause.message.split('\n')[0] : undefined,
        },
        { cause },
      );
    }
  }
  return gpu;
}
