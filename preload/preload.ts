import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type DesktopBridge, portMessageType } from '../main/contract/system/bridge.ts';
import { bridgeChannel } from '../main/contract/system/bridge-channels.ts';

/** The only code of the page's side that may speak to the main process; it hands things over and decides nothing. */
const bridge: DesktopBridge = {
  platform: process.platform,
  connect: (nonce) => ipcRenderer.send(bridgeChannel.connect, nonce),
  pathForFile: (file) => webUtils.getPathForFile(file),
  chooseSources: (kind) => ipcRenderer.invoke(bridgeChannel.chooseSources, kind),
  chooseDirectory: () => ipcRenderer.invoke(bridgeChannel.chooseDirectory),
  showInFolder: (path) => ipcRenderer.send(bridgeChannel.showInFolder, path),
  dragOut: (pictures) => ipcRenderer.send(bridgeChannel.dragOut, pictures),
  recentLibraries: () => ipcRenderer.invoke(bridgeChannel.recentLibraries),
  openLibrary: (dir) => ipcRenderer.send(bridgeChannel.openLibrary, dir),
  onOpenPaths(listener) {
    const forward = (_event: unknown, paths: string[]) => listener(paths);
    ipcRenderer.on(bridgeChannel.openPaths, forward);
    ipcRenderer.send(bridgeChannel.takeOpenPaths);
    return () => {
      ipcRenderer.off(bridgeChannel.openPaths, forward);
    };
  },
  onCommand(listener) {
    const forward = (_event: unknown, commandId: string) => listener(commandId);
    ipcRenderer.on(bridgeChannel.command, forward);
    return () => {
      ipcRenderer.off(bridgeChannel.command, forward);
    };
  },
};

// Ports cannot cross the context bridge; a message to the page's own origin carries them.
ipcRenderer.on(bridgeChannel.port, (event, nonce: string) => {
  window.postMessage({ type: portMessageType, nonce }, '/', event.ports);
});

contextBridge.exposeInMainWorld('faceloom', bridge);
