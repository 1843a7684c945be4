/**
 * Functions over a shared state as fixed lists of dispatches. It is plain data: it can be posted to another process, and
 * running it needs a WebGPU device and nothing else.
 */
export interface GpuProgram {
  shaders: readonly Shader[];
  /** What the dispatches are told of shapes and numbers, one behind the other, at multiples of `uniformAlignment`. */
  uniforms: Uint8Array;
  /** Contents of buffers that never change. */
  constants: readonly Uint8Array[];
  /** Bytes of each buffer that keeps its values between calls; all are zero at the beginning. */
  kept: readonly number[];
  /** What a call changes, by name, and where it is kept. */
  state: readonly StateValue[];
  /** Buffers that a call fills; functions whose inputs have the same name and size share them. */
  inputs: readonly NamedBuffer[];
  /** Bytes of each buffer for values between dispatches. All functions use the same ones, one after the other. */
  scratch: readonly number[];
  functions: Readonly<Record<string, GpuFunction>>;
}

/** What WebGPU's default `minUniformBufferOffsetAlignment` is; no device asks for more unless it is told to. */
export const uniformAlignment = 256;

export interface Shader {
  /** WGSL. */
  code: string;
  entryPoint: string;
}

export interface NamedBuffer {
  name: string;
  bytes: number;
}

export interface StateValue extends NamedBuffer {
  /** Index into `kept`. */
  index: number;
  /** Of its first byte there. */
  offset: number;
}

export interface GpuFunction {
  /** Indices into the program's inputs. */
  inputs: readonly number[];
  dispatches: readonly Dispatch[];
  /** Made when all dispatches are done, in any order: no source is a target. */
  copies: readonly StateCopy[];
  /** The numbers that a call gives: float32. */
  result: BoundBuffer;
}

export interface Dispatch {
  /** Index of its shader. */
  shader: number;
  /** By the shader's binding numbers, from 0. The uniform comes last. */
  buffers: readonly BoundBuffer[];
  uniform: { offset: number; bytes: number };
  /** Floating-point operations where it is a product or a convolution; 0 for all others, which memory holds up. */
  operations: number;
  workgroups: readonly [x: number, y: number, z: number];
}

export interface BoundBuffer {
  kind: 'scratch' | 'constant' | 'kept' | 'input';
  /** Into the program's list of that kind. */
  index: number;
  /** Of its first byte there: a multiple of 256. */
  offset: number;
  /** May be less than the buffer has. */
  bytes: number;
}

/** A new value of the state that was not made where it is kept. */
export interface StateCopy {
  from: BoundBuffer;
  /** Index into the program's state. */
  to: number;
}
