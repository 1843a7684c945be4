import { useState } from 'react';
import { type GeneratorRef, generatorKey } from '../../main/contract/generators.ts';
import { type Generator, useGenerators } from './generators.ts';

/**
 * The generator that the view names, or else the first of the list. That one stays when a run or model comes before it
 * in the list, so that nothing changes under the hands of the person who uses it. Both are undefined until the lists are
 * there, and `chosen` is undefined where nothing can draw faces.
 */
export function useChosenGenerator(from: GeneratorRef | undefined): {
  generators: readonly Generator[] | undefined;
  chosen: Generator | undefined;
} {
  const generators = useGenerators();
  const [first, setFirst] = useState<string>();
  const find = (key: string | undefined) => generators?.find(({ ref }) => generatorKey(ref) === key);
  const named = from && find(generatorKey(from));
  const chosen = named ?? find(first) ?? generators?.[0];
  const key = chosen && generatorKey(chosen.ref);
  if (!named && key !== first) setFirst(key);
  return { generators, chosen };
}
