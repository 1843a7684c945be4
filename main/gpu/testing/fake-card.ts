import type { Card } from '../card.ts';
import type { GpuProgram } from '../gpu-program.ts';

/** A card of one program, `add`: adds its input to the state `w` and gives the sum; slower the more `waitMs` says. */
export const fakeCard = (waitMs = 0): Card => ({
  adapter: { vendor: 'acme', architecture: 'abacus', description: '', isSoftware: false },
  limits: {
    maxBufferSize: 2 ** 32,
    maxStorageBufferBindingSize: 2 ** 31,
    maxStorageBuffersPerShaderStage: 10,
    maxComputeWorkgroupStorageSize: 32_768,
    maxComputeInvocationsPerWorkgroup: 1024,
    maxComputeWorkgroupSizeX: 1024,
    maxComputeWorkgroupsPerDimension: 65_535,
  },
  async start({ state }) {
    const values = new Map(state.map(({ name, bytes }) => [name, new Float32Array(bytes / 4)]));
    return {
      async run(name, { x }) {
        const w = values.get('w');
        if (name !== 'add' || w === undefined) throw new Error(`the program has no function "${name}"`);
        for (const [i, value] of x.entries()) w[i] += value;
        const sum = w.reduce((total, value) => total + value, 0);
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        return Float32Array.of(sum);
      },
      writeState(next) {
        for (const [name, value] of values) {
          const given = next.get(name);
          if (given?.length !== value.length) throw new Error(`"${name}" does not fit`);
          value.set(given);
        }
      },
      readState: async () => new Map([...values].map(([name, value]) => [name, value.slice()])),
      dispose: () => values.clear(),
    };
  },
  close: () => undefined,
});

export const fakeProgram: GpuProgram = {
  shaders: [],
  uniforms: new Uint8Array(256),
  constants: [],
  kept: [16],
  state: [{ name: 'w', bytes: 16, index: 0, offset: 0 }],
  inputs: [{ name: 'x', bytes: 16 }],
  scratch: [],
  functions: {},
};
