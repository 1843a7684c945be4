import { expect, it } from 'vitest';
import type { GpuProgram } from './gpu-program.ts';
import { cardBytes, tooLarge } from './program-memory.ts';

const program: GpuProgram = {
  shaders: [],
  uniforms: new Uint8Array(256),
  constants: [new Uint8Array(16)],
  kept: [4096],
  state: [],
  inputs: [{ name: 'x', bytes: 64 }],
  scratch: [1024, 2048],
  functions: {
    step: {
      inputs: [0],
      dispatches: [
        {
          shader: 0,
          buffers: [{ kind: 'kept', index: 0, offset: 256, bytes: 3000 }],
          operations: 0,
          uniform: { offset: 0, bytes: 16 },
          workgroups: [1, 1, 1],
        },
      ],
      copies: [],
      result: { kind: 'scratch', index: 0, offset: 0, bytes: 4 },
    },
  },
};

it('counts every buffer of a program once', () => {
  expect(cardBytes(program)).toBe(256 + 16 + 4096 + 64 + 1024 + 2048);
});

it('knows what a card cannot bind, and what it cannot hold', () => {
  const limits = { maxBufferSize: 4096, maxStorageBufferBindingSize: 3000 };
  expect(tooLarge(program, limits)).toBeUndefined();
  expect(tooLarge(program, { ...limits, maxStorageBufferBindingSize: 2999 })).toEqual({
    bytes: 3000,
    limit: 2999,
  });
  expect(tooLarge(program, { ...limits, maxBufferSize: 4095 })).toEqual({ bytes: 4096, limit: 4095 });
});
