import { z } from 'zod';
import { CheckpointName, ModelId, RunId } from './ids.ts';

/** Where new faces come from: a model of the library, or a checkpoint of a run, by default its newest. */
export const GeneratorRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('model'), id: ModelId }),
  z.object({ kind: z.literal('run'), id: RunId, checkpoint: CheckpointName.optional() }),
]);
export type GeneratorRef = z.infer<typeof GeneratorRef>;

/** `model:<id>`, `run:<id>` or `run:<id>@<checkpoint>`: how a generator is named in addresses and lists. */
export const generatorKey = (ref: GeneratorRef): string =>
  `${ref.kind}:${ref.id}${ref.kind === 'run' && ref.checkpoint ? `@${ref.checkpoint}` : ''}`;

/** The generator that a key names; undefined when it names none. */
export function parseGeneratorKey(key: string): GeneratorRef | undefined {
  const [kind, rest = ''] = key.split(':');
  const [id, checkpoint] = rest.split('@');
  return GeneratorRef.safeParse({ kind, id, ...(checkpoint ? { checkpoint } : {}) }).data;
}
