import { existsSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import { nameOf, type OpenedCard } from '../../gpu/open-card.ts';
import { openDawnCard } from '../engines/dawn.ts';

/**
 * Opens Chromium's software card, or says why it is not here. Tests take no real card: they compare bits between shaders,
 * and WGSL lets each card round a division to within 2.5 units in the last place, and fuse a product with a sum.
 */
export async function gpuHere(): Promise<OpenedCard | { missing: string }> {
  if (missingSoftwareCard !== undefined) return { missing: missingSoftwareCard };
  allowTestGpu();
  try {
    const card = await openDawnCard();
    if (card.adapter.isSoftware) return card;
    card.close();
    return { missing: `WebGPU gives a real card here, ${nameOf(card.adapter)}.` };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { missing: error.message };
  }
}

/** Lets this process open what `gpuHere` opens. */
export function allowTestGpu(): void {
  waitBetweenPolls();
  Object.assign(process.env, testGpuEnvironment());
}

/** What lets another process open it. */
export const testGpuEnvironment = (): Record<string, string> => ({
  FACELOOM_WEBGPU_SOFTWARE: '1',
  ...(missingSoftwareCard === undefined ? { VK_ICD_FILENAMES: software } : {}),
});

/** Where Debian's package `chromium` puts SwiftShader. */
const software = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why the software card is not here; undefined where it is. */
export const missingSoftwareCard = existsSync(software)
  ? undefined
  : 'Chromium’s software card is missing, which Debian’s package chromium brings along.';

/**
 * While a card computes, Dawn asks it again and again, with `setImmediate`, whether it is done. A software card computes on
 * the same processor, so that asking takes half of its time; here a millisecond passes in between.
 */
function waitBetweenPolls(): void {
  const later = (callback: (...given: unknown[]) => void, ...given: unknown[]) =>
    setTimeout(callback, 1, ...given);
  globalThis.setImmediate = later as unknown as typeof setImmediate;
}
