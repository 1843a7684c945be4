import { ipcRenderer } from 'electron';
import { gpuChannel } from '../main/contract/system/gpu-channel.ts';

/** Hands the port to the page of the hidden window, which can ask for nothing. */
ipcRenderer.on(gpuChannel, (event) => window.postMessage(gpuChannel, '/', event.ports));
