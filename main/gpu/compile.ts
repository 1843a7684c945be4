import { inErrorScopes, messageOf, refused } from './error-scopes.ts';
import type { Shader } from './gpu-program.ts';

/**
 * The pipeline of a shader. Programs of one device share what was compiled for it, which takes longer than all else: shapes are
 * not in the code. Throws GpuFailure.
 */
export function compile(device: GPUDevice, shader: Shader): Promise<GPUComputePipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, known);
  const key = `${shader.entryPoint} ${shader.code}`;
  const ready = known.get(key);
  if (ready !== undefined) return ready;
  const pipeline = compileAnew(device, shader);
  known.set(key, pipeline);
  // What was refused may be compiled where it is tried again.
  pipeline.catch(() => known.delete(key));
  return pipeline;
}

async function compileAnew(device: GPUDevice, { code, entryPoint }: Shader): Promise<GPUComputePipeline> {
  const compiling = await inErrorScopes(device, () => {
    const module = device.createShaderModule({ code });
    const pipeline = device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } });
    // Told below, unless the module is to blame.
    pipeline.catch(() => undefined);
    // In an object, as a promise would be waited for.
    return { pipeline };
  });
  if ('trouble' in compiling) throw compiling.trouble;
  return compiling.made.pipeline.catch((cause: unknown) => {
    throw refused(messageOf(cause));
  });
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();
