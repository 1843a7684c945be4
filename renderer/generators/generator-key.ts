import { GeneratorRef } from '../../main/contract/generators.ts';

/** `run/<id>` or `model/<id>`: how a generator is named in addresses and lists. */
export const refKey = ({ kind, id }: GeneratorRef): string => `${kind}/${id}`;

/** The generator that a key names; undefined when it names none. */
export function parseRefKey(key: string | undefined): GeneratorRef | undefined {
  const [kind, id] = key?.split('/') ?? [];
  return GeneratorRef.safeParse({ kind, id }).data;
}
