/** An archive on the disk. */
export interface ArchiveFile {
  path: string;
  /** How the user would name it. */
  name: string;
  stamp: string;
  sizeBytes: number;
}
