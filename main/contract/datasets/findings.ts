import { z } from 'zod';

interface FindingText {
  title: string;
  /** One sentence: what it is and why it matters. */
  explanation: string;
}

/**
 * What the doctor can find in a picture, in the order in which it is shown. A library stores findings by their place in
 * this list: new kinds go to its end.
 */
export const findingCatalogue = {
  'no-face': {
    title: 'No face found',
    explanation: 'No face was seen in these pictures, so that the middle of each was taken instead.',
  },
  'unsure-face': {
    title: 'Unsure faces',
    explanation: 'Something that may be a face, or only looks like one.',
  },
  'too-small': {
    title: 'Too small',
    explanation: 'Fewer than 28 pixels a side: there is no face to learn from.',
  },
  'exact-duplicate': {
    title: 'Exact duplicates',
    explanation: 'The same picture again: it would count twice.',
  },
  'near-duplicate': {
    title: 'Near-duplicates',
    explanation: 'Almost the same picture again, such as a copy in another size or the next frame of a film.',
  },
  blurry: { title: 'Blurry', explanation: 'Out of focus or enlarged: a generator learns to draw the blur.' },
  turned: { title: 'Turned away', explanation: 'Faces in profile, or that look far up or down.' },
  'low-contrast': { title: 'Low contrast', explanation: 'Nearly one shade all over.' },
  'cut-off': {
    title: 'Cut off',
    explanation:
      'Part of the face lies outside the photo; the missing edge was filled in by its mirror image.',
  },
  'odd-colour': {
    title: 'Odd colour',
    explanation: 'Grey pictures in a colour set, or colour in a grey one.',
  },
  'over-represented': {
    title: 'One person very often',
    explanation: 'Pictures of a person who makes up much of the set: generated faces will lean towards them.',
  },
} as const satisfies Record<string, FindingText>;

export type FindingKind = keyof typeof findingCatalogue;

export const FindingKind = z.enum(
  Object.keys(findingCatalogue) as [FindingKind, ...FindingKind[]],
) as z.ZodType<FindingKind>;

/** Whether pictures with a finding are trained on. */
export const FindingPolicy = z.enum(['keep', 'leave-out']);
export type FindingPolicy = z.infer<typeof FindingPolicy>;

export const FindingSummary = z.object({
  kind: FindingKind,
  /** Pictures that have it. */
  count: z.int().min(0),
  /** How many of them are left out now, for this finding or another reason. */
  leftOut: z.int().min(0),
  policy: FindingPolicy,
});
export type FindingSummary = z.infer<typeof FindingSummary>;
