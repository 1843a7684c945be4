import { describe, expect, it } from 'vitest';
import { backdropStyles } from './background.ts';
import { clothes } from './clothing.ts';
import { eyeShapes } from './eyes.ts';
import { facialHairs } from './facial-hair.ts';
import { glassesStyles } from './glasses.ts';
import { hairStyles } from './hair/styles.ts';
import { headShapes } from './head.ts';
import { keysOf } from './keys-of.ts';
import { mouths } from './mouth.ts';
import { noseShapes } from './nose.ts';
import { backdrops, fabrics, frameColours, hairColours, irisColours } from './palette.ts';
import { sampleTraits } from './sample-traits.ts';

const seed = 42;
const sitters = Array.from({ length: 2000 }, (_, index) => sampleTraits(seed, index));

const tables = {
  headShape: headShapes,
  hairStyle: hairStyles,
  hairColour: hairColours,
  eyeShape: eyeShapes,
  irisColour: irisColours,
  noseShape: noseShapes,
  mouth: mouths,
  facialHair: facialHairs,
  glasses: glassesStyles,
  frameColour: frameColours,
  clothing: clothes,
  fabric: fabrics,
  backdrop: backdrops,
  backdropStyle: backdropStyles,
};

describe('sampleTraits', () => {
  it('gives the same sitter for the same seed and index, and another for another seed', () => {
    expect(sampleTraits(seed, 7)).toEqual(sitters[7]);
    expect(sampleTraits(seed + 1, 7)).not.toEqual(sitters[7]);
  });

  it('gives 2,000 sitters of which no two are alike', () => {
    expect(new Set(sitters.map((traits) => JSON.stringify(traits))).size).toBe(2000);
  });

  it.each(keysOf(tables))('uses every entry of the table for %s', (trait) => {
    const used = new Set<string>(sitters.map((traits) => traits[trait]));
    expect([...used].toSorted()).toEqual(Object.keys(tables[trait]).toSorted());
  });

  it('keeps the eyes near one place, as an aligned face crop does', () => {
    for (const { shiftX, shiftY, tilt, scale } of sitters) {
      expect(Math.hypot(shiftX, shiftY)).toBeLessThan(7);
      expect(Math.abs(tilt)).toBeLessThan(6);
      expect(Math.abs(scale - 1)).toBeLessThan(0.06);
    }
  });

  it('ties traits together as people do', () => {
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const young = sitters.filter(({ age }) => age < 35).map(({ hairGrey }) => hairGrey);
    const old = sitters.filter(({ age }) => age > 65).map(({ hairGrey }) => hairGrey);
    expect(mean(old)).toBeGreaterThan(mean(young) + 0.3);
    const bearded = sitters.filter(({ facialHair }) => facialHair !== 'none');
    expect(Math.max(...bearded.map(({ femininity }) => femininity))).toBeLessThanOrEqual(0.4);
  });
});
