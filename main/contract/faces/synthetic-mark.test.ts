import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeLatents, xmpPacket } from './synthetic-mark.ts';

it('names neighbours of a seed and of a file as one span', () => {
  const latents = [
    ...[0, 1, 2, 4].map((index) => ({ seed: 42, index })),
    { name: 'recipe 1' },
    { name: 'recipe 2' },
    ...[5, 7].map((index) => ({ seed: 7, index })),
    ...[1, 2, 3].map((row) => ({ file: 'a.csv', row })),
    { file: 'b.csv', row: 4 },
  ];
  expect(describeLatents(latents.map((latent) => ({ latent })))).toEqual([
    'seed 42, index 0-2',
    'seed 42, index 4',
    'recipe 1',
    'recipe 2',
    'seed 7, index 5',
    'seed 7, index 7',
    'row 1-3 of a.csv',
    'row 4 of b.csv',
  ]);
});

it('stays within what a JPEG can hold, whatever is exported', () => {
  const origins = Array.from({ length: 10_000 }, () => ({
    modelName: '“Zoë & co”'.repeat(8),
    modelHash: 'f'.repeat(64),
    latent: { name: 'x'.repeat(150) },
  }));
  expect(describeLatents(origins).at(-1)).toBe('and 9750 more');
  expect(new TextEncoder().encode(xmpPacket({ version: '1.2.3', origins })).length).toBeLessThan(65_000);
});

const letters = fc.oneof(
  fc.constantFrom('&', '<', '>', '"', 'ë', '\0', '\t', '\ud800', '\udc00', '\uffff'),
  fc.integer({ min: 0, max: 0x10_ffff }).map((code) => String.fromCodePoint(code)),
);

it('is well-formed XML with the name in it, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 40 }), (modelName) => {
      const packet = xmpPacket({ version: '1', origins: [{ modelName, latent: { seed: 1, index: 2 } }] });
      const [, written = ''] = /<faceloom:ModelName><rdf:Bag><rdf:li>([^<]*)<\/rdf:li>/.exec(packet) ?? [];
      expect(written).toMatch(/^(?:[^&<>]|&(?:amp|lt|gt);)*$/);
      const read = written.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      const allowed = Array.from(modelName.toWellFormed()).filter((letter) => {
        const code = letter.codePointAt(0) ?? 0;
        return code >= 0x20 ? code !== 0xfffe && code !== 0xffff : [9, 10, 13].includes(code);
      });
      expect(read).toBe(allowed.join(''));
    }),
  );
});
