import { z } from 'zod';
import type { GpuProgram } from './gpu-program.ts';

/** A graphics card that runs programs, wherever WebGPU is: in this process, or in a page at the other end of a port. */
export interface Card {
  readonly adapter: AdapterFacts;
  readonly limits: CardLimits;
  /** Compiles a program, which may take seconds, and gives it memory. Throws GpuFailure. */
  start(program: GpuProgram): Promise<StartedProgram>;
  /** Gives the card back; nothing runs on it any more. */
  close(): void;
}

/** A program that has its memory on a card. Calls may be made before the results of earlier ones are there. */
export interface StartedProgram {
  /** Calls a function with float32 numbers by the names of its inputs; gives its result. Throws GpuFailure. */
  run(name: string, inputs: Readonly<Record<string, Float32Array>>): Promise<Float32Array>;
  /** Sets all of the state, by name. */
  writeState(values: ReadonlyMap<string, Float32Array>): void;
  /** All of the state, by name, as it is after the calls that were made. Throws GpuFailure. */
  readState(): Promise<Map<string, Float32Array>>;
  /** Gives its memory back. */
  dispose(): void;
}

/** What a card is to blame for: it is gone, it has no memory left, or it refuses what others may do. */
export const CardTrouble = z.enum(['lost', 'memory', 'refused']);
export type CardTrouble = z.infer<typeof CardTrouble>;

/** What WebGPU tells of a card. */
export const AdapterFacts = z.strictObject({
  /** Short names in small letters, such as "nvidia" and "ampere"; empty where they are not known. */
  vendor: z.string().max(200),
  architecture: z.string().max(200),
  /** For people; empty where WebGPU keeps it from pages. */
  description: z.string().max(200),
  /** The processor, made to look like a graphics card: right, and slower than every other engine. */
  isSoftware: z.boolean(),
});
export type AdapterFacts = z.infer<typeof AdapterFacts>;

/** What a card has beyond what every one must have. Large maps and tiles are worth it, so that all of it is asked for. */
export const CardLimits = z.strictObject({
  maxBufferSize: z.int().min(0),
  maxStorageBufferBindingSize: z.int().min(0),
  maxStorageBuffersPerShaderStage: z.int().min(0),
  maxComputeWorkgroupStorageSize: z.int().min(0),
  maxComputeInvocationsPerWorkgroup: z.int().min(0),
  maxComputeWorkgroupSizeX: z.int().min(0),
  maxComputeWorkgroupsPerDimension: z.int().min(0),
});
export type CardLimits = z.infer<typeof CardLimits>;

/** Which of the cards of a computer is opened. */
export const CardChoice = z.strictObject({
  /** Software in the place of a card has to be allowed. */
  allowsSoftware: z.boolean(),
  /** The stronger card, or a second one that needs less power, as that of a laptop's processor. */
  power: z.enum(['high-performance', 'low-power']),
});
export type CardChoice = z.infer<typeof CardChoice>;

/** Why there is no card. */
export const MissingCard = z.strictObject({
  missing: z.enum([
    /** The program has no WebGPU. */
    'webgpu',
    /** WebGPU finds no card. */
    'card',
    /** It finds one, and no other that needs less power. */
    'second',
    /** There is only software in the place of one, which was not allowed. */
    'hardware',
    /** The card's driver gives no device. */
    'device',
  ]),
  /** What is known of it; may be empty. */
  detail: z.string().max(1000),
});
export type MissingCard = z.infer<typeof MissingCard>;
