import { type Directory, tags, tagValue } from './directories.ts';

/**
 * Whether a TIFF file is a camera's raw file: those of most makers are TIFF inside (CR2, NEF, ARW, DNG, PEF, SRW, ERF, 3FR …),
 * with a small picture that other programs take for the photo.
 */
export function isCameraRaw(bytes: Buffer, directories: readonly Directory[]): boolean {
  return (
    // Canon's mark and its version; of two letters alone pixels might be made, which often begin here.
    bytes.toString('latin1', 8, 11) === 'CR\x02' ||
    withChildren(directories).some(
      (directory) =>
        directory.values.has(tags.dngVersion) ||
        directory.values.has(tags.dngPrivateData) ||
        sensorPhotometrics.has(tagValue(directory, tags.photometric, 0)) ||
        sensorCompressions.has(tagValue(directory, tags.compression, 1)),
    )
  );
}

/** What the sensor saw, before colours were made of it: one colour a pixel, or linear. */
const sensorPhotometrics = new Set([32_803, 34_892]);
/** Sony, Samsung (two), Nikon, Kodak and Pentax: compressions of sensors alone. */
const sensorCompressions = new Set([32_767, 32_770, 32_772, 34_713, 65_000, 65_535]);

const withChildren = (directories: readonly Directory[]): Directory[] =>
  directories.flatMap((directory) => [directory, ...withChildren(directory.children)]);
