import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ComparedSubject, Comparison } from '../../../main/contract/compare/compare.ts';
import { type GeneratorRef, generatorKey } from '../../../main/contract/generators.ts';
import { studio } from '../../client/studio.ts';
import { type LineColour, lineColours } from '../../theme/theme.ts';

/** A subject with its key, and the colour that it has everywhere; colours come again after the sixth. */
export interface Compared extends ComparedSubject {
  key: string;
  colour: LineColour;
  /** Where its values stand among those of all subjects. */
  place: number;
}

interface ComparisonState {
  comparison: Comparison | undefined;
  subjects: readonly Compared[];
  error: Error | null;
}

/** What the studio knows of several generators, read again whenever they are looked at. */
export function useComparison(refs: readonly GeneratorRef[]): ComparisonState {
  const { data, error } = useQuery({
    ...studio.compare.facts.queryOptions({ input: { subjects: [...refs] } }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  return { comparison: data, subjects: data ? data.subjects.map(dress) : [], error };
}

function dress(subject: ComparedSubject, place: number): Compared {
  return {
    ...subject,
    key: generatorKey(subject.from),
    colour: lineColours[place % lineColours.length] ?? 'teal',
    place,
  };
}
