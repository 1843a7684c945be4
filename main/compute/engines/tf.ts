import { createRequire } from 'node:module';
import type * as Tfjs from '@tensorflow/tfjs';
import { restoreRemovedUtil } from './util-shim.ts';

restoreRemovedUtil();

/** TensorFlow.js as a value type, for functions that take it. */
export type Tf = typeof Tfjs;
export type Tensor = Tfjs.Tensor;
export type Scalar = Tfjs.Scalar;
export type Tensor1D = Tfjs.Tensor1D;
export type Tensor2D = Tfjs.Tensor2D;
export type Tensor3D = Tfjs.Tensor3D;
export type Tensor4D = Tfjs.Tensor4D;
export type Variable = Tfjs.Variable;

/** The one copy of TensorFlow.js in this process; CommonJS, so that tfjs-node-gpu finds the same copy. */
export const tf: Tf = createRequire(import.meta.url)('@tensorflow/tfjs');
