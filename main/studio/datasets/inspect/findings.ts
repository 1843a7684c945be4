import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import type { FindingKind, FindingPolicy } from '../../../contract/datasets/findings.ts';
import { everyFinding } from './finding-bits.ts';

/** What the finder says of a face. */
export interface FaceFacts {
  /** How sure it is, 0–1. */
  score: number;
  /** Degrees. */
  yaw: number;
  pitch: number;
  /** Part of the square that lies beyond the photo, 0–1. */
  outside: number;
}

/** What is known of one prepared picture. */
export interface PictureFacts {
  mode: FacesMode;
  /** Pixels of the source along a side of the square. */
  side: number;
  sharpness: number;
  contrast: number;
  wasFaceSought: boolean;
  face?: FaceFacts;
}

/** Fewer pixels a side show no face. */
const minimumSide = 28;
/**
 * Of 1,000 aligned press photos the softest half per cent lie below, and all of 200 that were blurred with σ = 4 at 256
 * pixels (0.021–0.057); drawn faces are at 0.78 and more.
 */
export const blurrySharpness = 0.07;
export const lowContrast = 0.2;
/** What the finder is less sure of may not be a face. */
export const unsureScore = 0.5;
const maximumYaw = 35;
const maximumPitch = 30;
const maximumOutside = 0.25;

/** One rule a finding; those that need the whole set are not among them. */
const rules: Partial<Record<FindingKind, (facts: PictureFacts) => boolean>> = {
  'no-face': ({ wasFaceSought, face }) => wasFaceSought && face === undefined,
  'unsure-face': ({ face }) => face !== undefined && face.score < unsureScore,
  'too-small': ({ side }) => side < minimumSide,
  blurry: ({ sharpness }) => sharpness < blurrySharpness,
  turned: ({ face }) =>
    face !== undefined && (Math.abs(face.yaw) > maximumYaw || Math.abs(face.pitch) > maximumPitch),
  'low-contrast': ({ contrast }) => contrast < lowContrast,
  'cut-off': ({ face }) => face !== undefined && face.outside > maximumOutside,
};

export const itemFindings = (facts: PictureFacts): FindingKind[] =>
  everyFinding.filter((kind) => rules[kind]?.(facts) === true);

/** What is left out unless the user says otherwise. Digits and drawings may be flat, soft or alike on purpose. */
const leftOut: Record<FacesMode, FindingKind[]> = {
  align: [
    'no-face',
    'unsure-face',
    'too-small',
    'exact-duplicate',
    'near-duplicate',
    'blurry',
    'turned',
    'low-contrast',
  ],
  centre: ['too-small', 'exact-duplicate'],
  'as-is': ['too-small', 'exact-duplicate'],
};

export function defaultPolicies(mode: FacesMode): Record<FindingKind, FindingPolicy> {
  const policies = everyFinding.map((kind) => [kind, leftOut[mode].includes(kind) ? 'leave-out' : 'keep']);
  return Object.fromEntries(policies) as Record<FindingKind, FindingPolicy>;
}

/** Full marks from these on. */
const goodSharpness = 0.3;
const goodContrast = 0.6;
const goodSide = 256;

/** Geometric mean of how sharp, contrasty, large, frontal and sure a picture is, 0–1; for sorting. */
export function quality({ sharpness, contrast, side, wasFaceSought, face }: PictureFacts): number {
  const marks = [sharpness / goodSharpness, contrast / goodContrast, side / goodSide];
  if (face !== undefined) marks.push(face.score, Math.cos((face.yaw * Math.PI) / 180), 1 - face.outside);
  else if (wasFaceSought) marks.push(0);
  const product = marks.reduce((all, mark) => all * Math.max(0.001, Math.min(1, mark)), 1);
  return product ** (1 / marks.length);
}
