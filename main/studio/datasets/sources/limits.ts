const MB = 1024 * 1024;

/** A file that is read whole may not be larger; ZIP and TAR archives are read in parts and may be any size. */
export const maximumFileBytes = 512 * MB;
/** Decoders may not make more pixels than this from a file (about 1 GB as RGBA). */
export const maximumPixels = 268_402_689;
/** What one entry of an archive may unpack to. */
export const maximumEntryBytes = 128 * MB;
export const maximumEntries = 1_000_000;

/** What an archive may unpack to: pictures are compressed already, so that a hundredfold is a trap. */
export const maximumUnpackedBytes = (archiveBytes: number) => Math.max(256 * MB, 100 * archiveBytes);
