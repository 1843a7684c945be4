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
  /** Shows a file or folder in the system's file manager. */
  showInFolder(path: string): void;
  /** Goes on with a drag of pictures as one of files; called while the page's own drag begins. */
  dragOut(pictures: readonly DraggedPicture[]): void;
  /** Folders of the libraries that were opened last, without the one that is open; newest first. */
  recentLibraries(): Promise<string[]>;
  /** Opens another library in place of this one; without a folder, the user is asked for one. */
  openLibrary(dir?: string): void;
  /** Files and folders that were opened with the program; returns the unsubscribe function. */
  onOpenPaths(listener: (paths: string[]) => void): () => void;
  /** Menu commands by id; returns the unsubscribe function. */
  onCommand(listener: (commandId: string) => void): () => void;
}

/** Most pictures that leave with one drag. */
export const mostDragged = 500;

/** A picture that leaves the window. */
export interface DraggedPicture {
  /** What its file is to be called, ending in .png. */
  name: string;
  /** A path of `mediaPath`, or the picture itself as a `data:` address. */
  address: string;
}

/** Message type that carries the port into the page. */
export const portMessageType = 'faceloom:port';

declare global {
  interface Window {
    readonly faceloom?: DesktopBridge;
  }
}
