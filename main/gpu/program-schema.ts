import { z } from 'zod';
import { type GpuProgram, uniformAlignment } from './gpu-program.ts';

const Name = z.string().max(300);
const Count = z.int().min(0);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).max(1_000_000);
const Content = z.instanceof(Uint8Array);
const NamedBuffer = z.strictObject({ name: Name, bytes: Count });
const StateValue = z.strictObject({ name: Name, bytes: Count, index: Count, offset: Count });
const BoundBuffer = z.strictObject({
  kind: z.enum(['scratch', 'constant', 'kept', 'input']),
  index: Count,
  offset: Count,
  bytes: Count,
});
/** 32 bits, as WebGPU takes them. How many a card allows, it says itself. */
const Workgroups = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** A program that comes from another process. What it names and is not there, the executor refuses. */
export const ReceivedProgram: z.ZodType<GpuProgram> = z.strictObject({
  shaders: listOf(z.strictObject({ code: z.string().max(1_000_000), entryPoint: Name })),
  uniforms: Content,
  constants: listOf(Content),
  kept: listOf(Count),
  state: listOf(StateValue),
  inputs: listOf(NamedBuffer),
  scratch: listOf(Count),
  functions: z.record(
    Name,
    z.strictObject({
      inputs: listOf(Count),
      dispatches: listOf(
        z.strictObject({
          shader: Count,
          buffers: listOf(BoundBuffer),
          uniform: z.strictObject({ offset: z.int().min(0).multipleOf(uniformAlignment), bytes: Count }),
          operations: z.number().min(0),
          workgroups: z.tuple([Workgroups, Workgroups, Workgroups]),
        }),
      ),
      copies: listOf(z.strictObject({ from: BoundBuffer, to: Count })),
      result: BoundBuffer,
    }),
  ),
});
