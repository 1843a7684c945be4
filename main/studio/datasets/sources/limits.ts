const MB = 1024 * 1024;

/** A file that is larger is no photo. */
export const maximumFileBytes = 512 * MB;
/** What one entry of an archive may unpack to. */
export const maximumEntryBytes = 128 * MB;
export const maximumEntries = 1_000_000;

/** What an archive may unpack to: pictures are compressed already, so that a hundredfold is a trap. */
export const maximumUnpackedBytes = (archiveBytes: number) => Math.max(256 * MB, 100 * archiveBytes);
