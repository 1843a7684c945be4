import type { CardChoice, MissingCard } from '../../main/gpu/card.ts';
import { type Gpu, type OpenedCard, openCard } from '../../main/gpu/open-card.ts';
import { serveCard } from '../../main/gpu/serve-card.ts';
import type { ElectronPort } from './port-relay.ts';

/** The page of the hidden window, with Dawn in the place of Chromium's WebGPU; gpu-page.spec.ts has the page itself. */
export function serveGpuPage(port: ElectronPort): void {
  serveCard(
    {
      send: (message) => port.postMessage(message),
      onMessage(listener) {
        port.on('message', ({ data }) => listener(data));
        port.start();
      },
      close: () => port.close(),
    },
    openThroughDawn,
  );
}

/** Takes the cards of all pages away, as their end does. Dawn cannot be left while one of them computes. */
export function closeGpuPages(): void {
  for (const card of cards.splice(0)) card.close();
}

/** Its devices become invalid memory when it is collected. */
let dawn: Gpu | undefined;
const cards: OpenedCard[] = [];

async function openThroughDawn(choice: CardChoice): Promise<OpenedCard | MissingCard> {
  try {
    const { create }: { create(options: string[]): Gpu } = await import('webgpu');
    dawn ??= create([]);
  } catch (error) {
    return { missing: 'webgpu', detail: String(error).slice(0, 1000) };
  }
  const card = await openCard(dawn, choice);
  if (!('missing' in card)) cards.push(card);
  return card;
}
