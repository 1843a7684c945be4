import { expect, it } from 'vitest';
import { findCaveats } from './caveats.ts';

const kid = { value: 0.02, n: 500, embedding: 'face', resizer: 'bilinear' } as const;
const subject = {
  label: 'A',
  resolution: 32,
  channels: 3,
  latentSize: 64,
  datasetName: 'Faces',
  setHash: 'aaaaaaaa',
  hasDataset: true,
  scores: { kid },
  scoredBy: 'evaluation',
  scoredAgainst: 'Faces, version aaaaaa',
} as const;
const caveatsOf = (other: object) => findCaveats([subject, { ...subject, label: 'B', ...other }]);

it('finds nothing against two of a kind', () => {
  expect(caveatsOf({})).toEqual({ caveats: [], isOneScale: true });
  expect(findCaveats([])).toEqual({ caveats: [], isOneScale: true });
});

it.each([
  ['sizes', { resolution: 64 }, /32 × 32 pixels: A; 64 × 64 pixels: B/],
  ['channels', { channels: 1 }, /colour: A; grey: B/],
  ['datasets', { scoredAgainst: 'Others, version aaaaaa' }, /Faces, version aaaaaa: A; Others, .*: B/],
  ['versions of a set', { scoredAgainst: 'Faces, version bbbbbb' }, /aaaaaa: A; Faces, version bbbbbb: B/],
  ['embeddings', { scores: { kid: { ...kid, embedding: 'random' } } }, /face: A; random: B/],
])('says that scores of different %s are different scales', (_, other, sentence) => {
  const { caveats, isOneScale } = caveatsOf(other);
  expect(caveats).toEqual([expect.stringMatching(sentence)]);
  expect(isOneScale).toBe(false);
});

it.each([
  ['lengths of latents', { latentSize: 128 }, /64 numbers: A; 128 numbers: B/],
  ['numbers of pictures', { scores: { kid: { ...kid, n: 128 } } }, /500 pictures: A; 128 pictures: B.*FID/],
  ['too few pictures', { scores: { kid: { reason: 'Too few.' } } }, /embeddings.*none: B/],
])('tells of different %s', (_, other, sentence) => {
  expect(caveatsOf(other).caveats.join(' ')).toMatch(sentence);
});

it('says what can no longer be computed when a dataset is gone', () => {
  const { caveats, isOneScale } = caveatsOf({ hasDataset: false });
  expect(caveats).toEqual([expect.stringMatching(/“Faces” is no longer.*scores of B .*stay readable.*KID/)]);
  expect(isOneScale).toBe(true);
});

it('asks nothing of the scores of those that have none', () => {
  expect(caveatsOf({ scoredAgainst: undefined, scores: {}, scoredBy: undefined })).toEqual({
    caveats: [],
    isOneScale: true,
  });
});
