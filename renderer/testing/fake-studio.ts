import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { StudioClient } from '../../main/contract/contract.ts';
import { createValueStore } from '../client/value-store.ts';

/**
 * Stands in for renderer/client/studio.ts: what tests of components ask is answered by what `answer` was given.
 * `vi.mock('…/client/studio.ts', () => import('…/testing/fake-studio.ts'))` puts it there.
 */

type Nouns = keyof StudioClient;
type Answer<Procedure> = Procedure extends (input: infer Input, ...rest: never[]) => infer Output
  ? (input: NonNullable<Input>) => Told<Awaited<Output>> | Promise<Told<Awaited<Output>>>
  : never;
/** Streams are told by any iterable. */
type Told<Output> = Output extends AsyncIterable<infer Event> ? AsyncIterable<Event> : Output;
type Answers = {
  [Noun in Nouns]?: { [Verb in keyof StudioClient[Noun]]?: Answer<StudioClient[Noun][Verb]> };
};

/** A call as the studio would have got it. */
interface Call {
  procedure: string;
  input: unknown;
}

let answers: Record<string, ((input: never) => unknown) | undefined> = {};
let calls: Call[] = [];

/** Says what procedures answer; those that were told before stay. */
export function answer(more: Answers): void {
  for (const [noun, verbs] of Object.entries(more))
    for (const [verb, give] of Object.entries(verbs)) answers[`${noun}.${verb}`] = give;
}

/** What a procedure was called with, in order. */
export const inputsOf = (procedure: string): unknown[] =>
  calls.filter((call) => call.procedure === procedure).map(({ input }) => input);

/** Forgets answers and calls. */
export function forgetStudio(): void {
  answers = {};
  calls = [];
}

async function call(procedure: string, input: unknown): Promise<unknown> {
  calls.push({ procedure, input });
  const answer = answers[procedure];
  if (!answer) throw new Error(`The test has no answer for ${procedure}.`);
  return answer(input as never);
}

/** Procedures by noun and verb, made when they are asked for. */
function procedures(): StudioClient {
  const verbsOf = (noun: string) =>
    new Proxy({}, { get: (_, verb) => (input: unknown) => call(`${noun}.${String(verb)}`, input) });
  return new Proxy({}, { get: (_, noun) => verbsOf(String(noun)) }) as StudioClient;
}

export const client = procedures();
export const studio = createTanstackQueryUtils(client);
export const bridge = undefined;
export const connection = { state: createValueStore('open') };
