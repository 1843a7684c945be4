import type { TensorInfo } from '@tensorflow/tfjs';
import type { GradientForms } from '../../../../contract/gradient-kernels.ts';

/** The form of each gradient's kernel, or the package's own; absent = the usual one. */
export type WantedForms = { readonly [Name in keyof GradientForms]?: GradientForms[Name] | 'package' };

/** The part of TensorFlow.js's WebGPU backend that kernels of our own are made with. */
export interface KernelBackend {
  readonly forms?: WantedForms | undefined;
  readonly device: { readonly limits: { readonly maxComputeWorkgroupsPerDimension: number } };
  makeTensorInfo(shape: number[], dtype: 'float32'): TensorInfo;
  disposeData(dataId: object): void;
  /** Where it counts: what `run` asks for takes so many floating-point operations. */
  countAs?<T>(operations: number, run: () => T): T;
  /** Dispatches a program; without an output it makes one. */
  runWebGPUProgram(
    program: KernelProgram,
    inputs: TensorInfo[],
    dtype: 'float32',
    uniforms: Uniform[],
    output?: TensorInfo,
  ): TensorInfo;
}

/**
 * A shader as the backend wants it. Around `getUserCode` it declares each variable as an array, `result`, `uniforms` with
 * `<variable>Shape`, `outShape` and what `uniforms` says, and `workgroupId`, `numWorkgroups`, `localId` and `localIndex`.
 */
export interface KernelProgram {
  variableNames: string[];
  /** 4 where a variable is an array of vectors of four, 1 where it is one of numbers. */
  variableComponents: number[];
  outputComponent: number;
  outputShape: number[];
  uniforms: string;
  workgroupSize: [number, number, number];
  dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  dispatch: [number, number, number];
  /** Tells shaders apart: what stands in the code and not in the uniforms. */
  shaderKey: string;
  /** Whether `uniforms.size` holds the number of elements of the result. */
  size?: boolean;
  getUserCode(): string;
}

export interface Uniform {
  type: 'int32';
  data: number[];
}

export const integers = (...data: number[]): Uniform => ({ type: 'int32', data });

/** Elements of an array's vectors: four where a whole number of them makes a row of so many channels. */
export const componentsFor = (channels: number): 1 | 4 => (channels % 4 === 0 ? 4 : 1);

/** What code says several times over, with a number each. */
export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
