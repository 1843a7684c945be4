/**
 * What the preload offers the page as `window.faceloom`; absent in a browser.
 * The page asks for a line with `connect(nonce)`; the preload answers with
 * `window.postMessage({ type: 'faceloom:port', nonce }, '/', [port])`.
 */
export interface DesktopBridge {
  readonly platform: string;
  connect(nonce: string): void;
  /** Absolute path of a dropped or picked file; '' when it has none. */
  pathForFile(file: File): string;
  /** Asks the user for folders or files to import, or for a model's file; empty when cancelled. */
  chooseSources(kind: 'folders' | 'files' | 'model'): Promise<string[]>;
  /** Asks the user for a folder to write to; undefined when cancelled. */
  chooseDirectory(): Promise<string | undefined>;
  /** Menu commands by id; returns the unsubscribe function. */
  onCommand(listener: (commandId: string) => void): () => void;
}

/** Message type that carries the port into the page. */
export const portMessageType = 'faceloom:port';

declare global {
  interface Window {
    readonly faceloom?: DesktopBridge;
  }
}
