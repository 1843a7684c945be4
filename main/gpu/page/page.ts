import './no-eval.ts';
import { gpuChannel } from '../../contract/system/gpu-channel.ts';
import { openCard } from '../open-card.ts';
import { serveCard } from '../serve-card.ts';

/** The page of the hidden window: serves its graphics card over the port that its preload hands to it, and nothing else. */
function take({ source, data, ports: [port] }: MessageEvent): void {
  if (source !== window || data !== gpuChannel || port === undefined) return;
  window.removeEventListener('message', take);
  serveCard(
    {
      send: (message) => port.postMessage(message),
      onMessage(listener) {
        port.onmessage = (event) => listener(event.data);
      },
      close: () => port.close(),
    },
    (choice) => openCard(navigator.gpu, choice),
  );
}

window.addEventListener('message', take);
