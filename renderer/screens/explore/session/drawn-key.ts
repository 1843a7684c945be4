import { type GeneratorRef, generatorKey } from '../../../../main/contract/generators.ts';

/** What the query cache keeps faces of a generator under. */
export const drawnKey = (from: GeneratorRef) => ['explore', 'drawn', generatorKey(from)] as const;
