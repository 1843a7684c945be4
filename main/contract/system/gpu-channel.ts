/**
 * The one message to the hidden window that has WebGPU, and then from its preload to its page: it brings the port to the
 * compute process.
 */
export const gpuChannel = 'faceloom:gpu-port';
