import { z } from 'zod';
import { AdapterFacts, CardChoice, CardLimits, CardTrouble, MissingCard } from './card.ts';
import { ReceivedProgram } from './program-schema.ts';

/**
 * What a compute process and a page that has WebGPU say to each other, over a message port of their own. Every request but
 * `ping` has a number, and exactly one answer with that number. Numbers are copied, not transferred: Electron's ports lose a
 * message with a transferred buffer (github.com/electron/electron/issues/34905).
 */
const Call = z.int().min(1);
/** Of a program, given by who starts it. */
const ProgramId = z.int().min(1);
const Numbers = z.instanceof(Float32Array);
const Name = z.string().max(300);
/** By name; as many as a state has at most. */
const NamedNumbers = z
  .map(Name, Numbers)
  .refine((values) => values.size <= 100_000, 'there are more than 100,000 names');

export const ToCard = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), call: Call, choice: CardChoice }),
  z.strictObject({ type: z.literal('start'), call: Call, id: ProgramId, program: ReceivedProgram }),
  z.strictObject({ type: z.literal('run'), call: Call, id: ProgramId, name: Name, inputs: NamedNumbers }),
  z.strictObject({ type: z.literal('write-state'), call: Call, id: ProgramId, values: NamedNumbers }),
  z.strictObject({ type: z.literal('read-state'), call: Call, id: ProgramId }),
  z.strictObject({ type: z.literal('dispose'), call: Call, id: ProgramId }),
  /** Answered at once with `alive`, however long the card computes. */
  z.strictObject({ type: z.literal('ping') }),
]);
export type ToCard = z.infer<typeof ToCard>;

export const FromCard = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('opened'), call: Call, adapter: AdapterFacts, limits: CardLimits }),
  z.strictObject({ type: z.literal('missing'), call: Call, why: MissingCard }),
  z.strictObject({ type: z.literal('numbers'), call: Call, numbers: Numbers }),
  z.strictObject({ type: z.literal('state'), call: Call, values: NamedNumbers }),
  z.strictObject({ type: z.literal('done'), call: Call }),
  z.strictObject({
    type: z.literal('failed'),
    call: Call,
    /** What the card’s trouble is; absent where what was asked is to blame. */
    trouble: CardTrouble.optional(),
    message: z.string().max(2000),
  }),
  z.strictObject({ type: z.literal('alive') }),
  /** The last word: a message could not be understood. */
  z.strictObject({ type: z.literal('refused'), reason: z.string().max(2000) }),
]);
export type FromCard = z.infer<typeof FromCard>;

/** Numbers with memory of their own: cloning a view would copy all that it looks into. */
export const alone = (numbers: Float32Array): Float32Array<ArrayBuffer> =>
  numbers.buffer instanceof ArrayBuffer && numbers.byteLength === numbers.buffer.byteLength
    ? (numbers as Float32Array<ArrayBuffer>)
    : new Float32Array(numbers);

/** The same of all values of a map. */
export const allAlone = (values: Iterable<readonly [string, Float32Array]>) =>
  new Map([...values].map(([name, numbers]) => [name, alone(numbers)] as const));

/** One end of a message port, whosever it is. */
export interface Line<Sent> {
  send(message: Sent): void;
  onMessage(listener: (raw: unknown) => void): void;
  close(): void;
}

/** A line to a page that has WebGPU, from whoever opened the page. */
export interface CardLine extends Line<ToCard> {
  /** Called when the page is gone, with why, as a sentence. */
  onGone(listener: (reason: string) => void): void;
}
