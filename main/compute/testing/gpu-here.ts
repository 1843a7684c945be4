import { existsSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import type { OpenedCard } from '../../gpu/open-card.ts';
import { openDawnCard } from '../engines/dawn.ts';

/**
 * Opens a card for tests: Chromium's software card, where that and a Vulkan loader are installed, so that every
 * machine computes the same; a real card otherwise. Says why there is none.
 */
export async function gpuHere(): Promise<OpenedCard | { missing: string }> {
  allowTestGpu();
  try {
    return await openDawnCard();
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { missing: error.message };
  }
}

/** Lets this process open what `gpuHere` opens. */
export function allowTestGpu(): void {
  waitBetweenPolls();
  process.env['FACELOOM_WEBGPU_SOFTWARE'] = '1';
  if (existsSync(software)) process.env['VK_ICD_FILENAMES'] = software;
}

/** Where Debian's package `chromium` puts SwiftShader. */
const software = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * While a card computes, Dawn asks it again and again, with `setImmediate`, whether it is done. A software card computes on
 * the same processor, so that asking takes half of its time; here a millisecond passes in between.
 */
function waitBetweenPolls(): void {
  const later = (callback: (...given: unknown[]) => void, ...given: unknown[]) =>
    setTimeout(callback, 1, ...given);
  globalThis.setImmediate = later as unknown as typeof setImmediate;
}
