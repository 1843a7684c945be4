import type { TensorInfo } from '@tensorflow/tfjs';
import { integers, type KernelBackend } from './gpu-kernel.ts';

/** Adds up `parts` tensors of one shape that lie one behind the other, in their order, and divides the sums. */
export function sumOfParts(
  backend: KernelBackend,
  all: TensorInfo,
  shape: number[],
  parts: number,
  divisor = 1,
): TensorInfo {
  const size = shape.reduce((product, side) => product * side, 1);
  return backend.runWebGPUProgram(
    {
      variableNames: ['terms'],
      variableComponents: [1],
      outputShape: shape,
      outputComponent: 1,
      uniforms: 'parts : i32, divisor : i32,',
      workgroupSize: [threads, 1, 1],
      dispatchLayout: { x: shape.map((_, axis) => axis) },
      dispatch: [Math.ceil(size / threads), 1, 1],
      shaderKey: 'sumOfParts',
      size: true,
      getUserCode: () => code,
    },
    [all],
    'float32',
    [integers(parts), integers(divisor)],
  );
}

const threads = 64;

const code = `
  fn main(index: i32) {
    if (index >= uniforms.size) { return; }
    var sum = 0.0;
    for (var part = 0; part < uniforms.parts; part++) { sum += terms[part * uniforms.size + index]; }
    result[index] = sum / f32(uniforms.divisor);
  }`;
