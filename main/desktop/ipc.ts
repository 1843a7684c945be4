import path from 'node:path';
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import { z } from 'zod';
import type { DraggedPicture } from '../contract/system/bridge.ts';
import { bridgeChannel } from '../contract/system/bridge-channels.ts';
import type { Logger } from '../studio/base/log.ts';
import { DraggedPictures } from './drag-out.ts';
import { isPageUrl } from './page-origin.ts';

/** What the page may ask of the shell; everything else goes through the contract. */
export interface BridgeServices {
  /** Hands a new line to the studio over to the frame that asked. */
  connect(frame: WebFrameMain, nonce: string): void;
  chooseSources(kind: z.infer<typeof SourceKind>): Promise<string[]>;
  chooseDirectory(): Promise<string | undefined>;
  showInFolder(path: string): void;
  dragOut(contents: WebContents, pictures: readonly DraggedPicture[]): Promise<void>;
  recentLibraries(): string[];
  openLibrary(dir: string | undefined): Promise<void>;
  /** The page takes paths that are opened from now on. */
  takeOpenPaths(contents: WebContents): void;
}

type Sender = Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>;

/** The frame of the window's own page when the message comes from it; not a frame within it, nor one from elsewhere. */
function pageFrame({ senderFrame: frame }: Sender): WebFrameMain | undefined {
  return frame !== null && frame.parent === null && isPageUrl(frame.url) ? frame : undefined;
}

/** Answers the preload's messages; strangers get nothing, and arguments are parsed. */
export function registerBridge(
  ipc: Pick<IpcMain, 'on' | 'handle'>,
  services: BridgeServices,
  log: Logger,
): void {
  const requirePage = (event: Sender, channel: string): void => {
    if (pageFrame(event) !== undefined) return;
    log.warn('a message from a strange sender was refused', { channel, url: event.senderFrame?.url });
    throw new Error('Refused.');
  };
  ipc.on(bridgeChannel.connect, (event, nonce: unknown) => {
    // A frame can be gone by the next turn of the loop, so it is looked at now.
    const frame = pageFrame(event);
    const known = Nonce.safeParse(nonce);
    if (frame !== undefined && known.success) services.connect(frame, known.data);
    else log.warn('a request for a line was refused', { url: event.senderFrame?.url });
  });
  /** Answers messages of the page that want no answer; what does not fit is told in the log. */
  const take = <T>(
    channel: string,
    schema: z.ZodType<T>,
    act: (contents: WebContents, value: T) => Promise<void> | void,
  ) =>
    ipc.on(channel, (event, raw: unknown) => {
      const value = schema.safeParse(raw);
      if (pageFrame(event) === undefined || !value.success) {
        log.warn('a message was refused', { channel, url: event.senderFrame?.url });
        return;
      }
      act(event.sender, value.data)?.catch((error: unknown) =>
        log.warn('a wish of the page failed', { channel, error }),
      );
    });
  take(bridgeChannel.showInFolder, AbsolutePath, (_contents, file) => services.showInFolder(file));
  take(bridgeChannel.dragOut, DraggedPictures, (contents, pictures) => services.dragOut(contents, pictures));
  take(bridgeChannel.openLibrary, AbsolutePath.optional(), (_contents, dir) => services.openLibrary(dir));
  take(bridgeChannel.takeOpenPaths, z.undefined(), (contents) => services.takeOpenPaths(contents));
  ipc.handle(bridgeChannel.chooseSources, (event, kind: unknown) => {
    requirePage(event, bridgeChannel.chooseSources);
    return services.chooseSources(SourceKind.parse(kind));
  });
  ipc.handle(bridgeChannel.recentLibraries, (event) => {
    requirePage(event, bridgeChannel.recentLibraries);
    return services.recentLibraries();
  });
  ipc.handle(bridgeChannel.chooseDirectory, (event) => {
    requirePage(event, bridgeChannel.chooseDirectory);
    return services.chooseDirectory();
  });
}

const Nonce = z.string().min(16).max(64);
const AbsolutePath = z
  .string()
  .max(4096)
  .refine((file) => path.isAbsolute(file));
const SourceKind = z.enum(['folders', 'files', 'model']);
