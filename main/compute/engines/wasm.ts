import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { isInstalledProgram } from '../../program/installed-program.ts';
import type { Engine } from './engine.ts';
import { tf } from './tf.ts';
import { registerWasmConvKernels } from './wasm-conv-kernels.ts';
import { registerWasmMatMulKernel } from './wasm-matmul-kernel.ts';
import { registerWasmSliceKernel } from './wasm-slice-kernel.ts';

/** TensorFlow.js on WebAssembly: slower, but part of the package and there on every machine. One thread in Node. */
export const wasm: Engine = {
  id: 'wasm',
  async load() {
    try {
      const require = createRequire(import.meta.url);
      const backend: typeof import('@tensorflow/tfjs-backend-wasm') = require('@tensorflow/tfjs-backend-wasm');
      backend.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
      if (process.env['FACELOOM_WASM_SIMD'] === '0') tf.env().set('WASM_HAS_SIMD_SUPPORT', false);
      if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly module did not start');
      registerWasmConvKernels();
      registerWasmMatMulKernel();
      registerWasmSliceKernel();
      return { id: 'wasm', version: backend.version_wasm, threads: 1 };
    } catch (cause) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        'WebAssembly could not be started.',
        {
          next: isInstalledProgram
            ? 'Install Faceloom again, since its files are not whole.'
            : 'Run "npm ci" again; its files may be incomplete.',
        },
        { cause },
      );
    }
  },
};
