import type { Shader } from './gpu-program.ts';

/**
 * The pipeline of a shader. Programs of one device share what was compiled for it, which takes longer than all else: shapes are
 * not in the code.
 */
export function compile(device: GPUDevice, { code, entryPoint }: Shader): Promise<GPUComputePipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, known);
  const key = `${entryPoint} ${code}`;
  const ready = known.get(key);
  if (ready !== undefined) return ready;
  const pipeline = device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint },
  });
  known.set(key, pipeline);
  // What was refused may be compiled where it is tried again.
  pipeline.catch(() => known.delete(key));
  return pipeline;
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();
