import { GeneratorRef } from '../../main/contract/faces/faces.ts';

/** `model:<id>`, `run:<id>` or `run:<id>@<checkpoint>`: how a generator is named in addresses and lists. */
export const subjectKey = (ref: GeneratorRef): string =>
  `${ref.kind}:${ref.id}${ref.kind === 'run' && ref.checkpoint ? `@${ref.checkpoint}` : ''}`;

/** The generator that a key names; undefined when it names none. */
export function parseSubjectKey(key: string): GeneratorRef | undefined {
  const [kind, rest = ''] = key.split(':');
  const [id, checkpoint] = rest.split('@');
  return GeneratorRef.safeParse({ kind, id, ...(checkpoint ? { checkpoint } : {}) }).data;
}

/** Several generators in their order, each once. */
export const comparedKey = (refs: readonly GeneratorRef[]): string =>
  [...new Set(refs.map(subjectKey))].join('+');

/** What names nothing is left out. */
export const parseComparedKey = (key: string): GeneratorRef[] =>
  key.split('+').flatMap((part) => parseSubjectKey(part) ?? []);
