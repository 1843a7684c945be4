import { createRequire } from 'node:module';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { Card } from '../../gpu/card.ts';
import type { Engine } from './engine.ts';
import { wasm } from './wasm.ts';

/**
 * Steps of trainings on a graphics card of any maker, through WebGPU. All else that the process computes, it computes with
 * WebAssembly: what lies on a card cannot be read without waiting, as TensorFlow.js wants it.
 */
export const webgpu: Engine = {
  id: 'webgpu',
  async load(threads, askForCard, forms) {
    // Few processes have a card: what reaches one is loaded for them alone.
    opened =
      askForCard === undefined
        ? await (await import('./dawn.ts')).openDawnCard()
        : await (await import('./window-card.ts')).openWindowCard(askForCard);
    const { nameOf } = await import('../../gpu/open-card.ts');
    chosen = forms;
    await wasm.load(threads);
    const version = askForCard === undefined ? dawnVersion() : electronVersion();
    // The card and its driver are part of what was proved.
    return { id: 'webgpu', version: `${version}, ${nameOf(opened.adapter)}`, threads: 1 };
  },
};

/** Whose WebGPU it is. */
const dawnVersion = (): string => `Dawn ${createRequire(import.meta.url)('webgpu/package.json').version}`;
const electronVersion = (): string => `Electron ${process.versions['electron'] ?? 'of an unknown version'}`;

let opened: Card | undefined;

/** The card that steps are made on, in a process that has loaded this engine. */
export const openedCard = (): Card | undefined => opened;

let chosen: GradientForms | undefined;

/** The forms of our kernels that were chosen for it; none = the usual ones. */
export const chosenForms = (): GradientForms | undefined => chosen;
