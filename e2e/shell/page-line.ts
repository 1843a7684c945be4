import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { CardLine } from '../../main/gpu/messages.ts';

/** Runs the built preload of the hidden window in a page, before the page's own code, with an `electron` that only listens. */
export async function joinGpuPreload(page: Page): Promise<void> {
  const file = path.join(import.meta.dirname, '../../dist/gpu-preload/gpu-preload.cjs');
  const electron = '{ ipcRenderer: { on: (_channel, listener) => { window.fromShell = listener; } } }';
  await page.addInitScript({
    content: `((require) => {${await readFile(file, 'utf8')}})(() => (${electron}));`,
  });
}

/** A line to the page that stands in for one of Electron's: what is said goes as text through the test's own line. */
export async function openPageLine(page: Page): Promise<CardLine> {
  let hear: (raw: unknown) => void = () => undefined;
  await page.exposeFunction('tellTest', (text: string) => hear(JSON.parse(text, unpack)));
  await page.evaluate(() => {
    const known = window as unknown as Record<string, (value: unknown) => void>;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) =>
      known['tellTest'](
        JSON.stringify(data, (_key, value: unknown) => {
          if (value instanceof Map) return { map: [...value] };
          return value instanceof Float32Array ? { floats: [...value] } : value;
        }),
      );
    known['tellPage'] = (text) =>
      port1.postMessage(
        JSON.parse(String(text), (_key, value) => {
          if (Array.isArray(value?.map)) return new Map(value.map);
          if (Array.isArray(value?.bytes)) return new Uint8Array(value.bytes);
          return Array.isArray(value?.floats) ? new Float32Array(value.floats) : value;
        }),
      );
    known['fromShell']({ ports: [port2] });
  });
  return {
    send: (message) =>
      void page.evaluate(
        (text) => (window as unknown as Record<string, (value: string) => void>)['tellPage'](text),
        JSON.stringify(message, pack),
      ),
    onMessage(listener) {
      hear = listener;
    },
    onGone: () => undefined,
    close: () => undefined,
  };
}

function pack(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  return value instanceof Float32Array ? { floats: [...value] } : value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('map' in value && Array.isArray(value.map)) return new Map(value.map);
  return 'floats' in value && Array.isArray(value.floats) ? new Float32Array(value.floats) : value;
}
