import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withXmpBox } from './mp4-xmp.ts';

/** Boxes of an MP4 by their type and content (ISO 14496-12, §4.2). */
function boxes(file: Uint8Array): { type: string; content: Uint8Array }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found = [];
  for (let at = 0; at < file.length; at += view.getUint32(at)) {
    const type = new TextDecoder().decode(file.subarray(at + 4, at + 8));
    found.push({ type, content: file.subarray(at + 8, at + view.getUint32(at)) });
  }
  return found;
}

it('adds one box with the packet, and leaves the others as they are', () => {
  const ftyp = Uint8Array.from([0, 0, 0, 12, ...Buffer.from('ftypisom')]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (packet) => {
      const [first, second, ...more] = boxes(withXmpBox(ftyp, packet));
      expect(more).toEqual([]);
      expect(first).toEqual({ type: 'ftyp', content: ftyp.subarray(8) });
      expect(second?.type).toBe('uuid');
      expect(Buffer.from(second?.content.subarray(0, 16) ?? []).toString('hex')).toBe(
        'be7acfcb97a942e89c71999491e3afac',
      );
      expect(new TextDecoder().decode(second?.content.subarray(16))).toBe(packet);
    }),
  );
});
