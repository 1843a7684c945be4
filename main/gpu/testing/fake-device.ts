/**
 * The part of a GPUDevice that the executor uses: it computes nothing, notes how many dispatches and copies each submit has, and
 * keeps error scopes as WebGPU does. Code that says "wrong" is refused, and a buffer of more than a gigabyte has no memory.
 */
export function fakeDevice() {
  const submits: { dispatches: number; copies: number }[] = [];
  const scopes: { filter: GPUErrorFilter; message?: string }[] = [];
  const device = {
    lost: new Promise(() => undefined),
    onuncapturederror: null as ((event: { error: { message: string } }) => void) | null,
    pushErrorScope: (filter: GPUErrorFilter) => void scopes.push({ filter }),
    popErrorScope() {
      const message = scopes.pop()?.message;
      return Promise.resolve(message === undefined ? null : { message });
    },
    createBuffer({ size }: GPUBufferDescriptor) {
      if (size > 2 ** 30) raise('out-of-memory', `no ${size} bytes`);
      return {
        size,
        mapAsync: async () => undefined,
        getMappedRange: () => new ArrayBuffer(size),
        unmap: () => undefined,
        destroy: () => undefined,
      };
    },
    createShaderModule({ code }: GPUShaderModuleDescriptor) {
      if (code.includes('wrong')) raise('validation', code);
      return { code };
    },
    async createComputePipelineAsync({ compute }: { compute: { module: { code: string } } }) {
      // Compiling takes its time.
      await new Promise((resolve) => setImmediate(resolve));
      if (compute.module.code.includes('wrong')) throw new Error('the module is invalid');
      return { getBindGroupLayout: () => undefined };
    },
    createBindGroup: () => undefined,
    createCommandEncoder() {
      const commands = { dispatches: 0, copies: 0 };
      return {
        beginComputePass: () => ({
          setPipeline: () => undefined,
          setBindGroup: () => undefined,
          dispatchWorkgroups: () => {
            commands.dispatches += 1;
          },
          end: () => undefined,
        }),
        copyBufferToBuffer: () => {
          commands.copies += 1;
        },
        finish: () => commands,
      };
    },
    queue: {
      writeBuffer: () => undefined,
      submit: (given: (typeof submits)[number][]) => submits.push(...given),
    },
  };
  function raise(filter: GPUErrorFilter, message: string): void {
    const scope = scopes.findLast((each) => each.filter === filter);
    if (scope === undefined) device.onuncapturederror?.({ error: { message } });
    else scope.message ??= message;
  }
  return { device: device as unknown as GPUDevice, submits };
}
