import sharp, { type Sharp } from 'sharp';

/** What must become of a file. */
export type Fate = 'imported' | 'quarantined' | 'ignored';

export interface HostileFile {
  /** Below the folder; for an archive, `sources` of its entries are imported. */
  name: string;
  /** Fates of everything that is seen in it: one for a plain file. */
  fates: Partial<Record<Fate, number>>;
}

/** A small photo-like picture: enough detail that a cut-off file is a damaged one. */
export const photo = (width = 96, height = 80): Sharp =>
  sharp(
    Buffer.from(
      Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin(i / 7) * Math.cos(i / 1111)),
    ),
    { raw: { width, height, channels: 3 } },
  );

export const imported = { imported: 1 };
export const quarantined = { quarantined: 1 };
export const ignored = { ignored: 1 };

/** Writes a file, and notes what must become of it. */
export type Put = (name: string, content: Buffer | string, fates: HostileFile['fates']) => void;
