/** A file that cannot be used, with the reason in plain words. */
export class UnusableFile extends Error {
  override readonly name: string = 'UnusableFile';
}

/** A file that the system does not let be read: it may be at fault, or the disk that it lies on. */
export class UnreadableFile extends UnusableFile {
  override readonly name = 'UnreadableFile';
  /** The system's code, such as EIO. */
  readonly code: string;
  readonly path: string;

  constructor(reason: string, { code, path, cause }: { code: string; path: string; cause: unknown }) {
    super(reason, { cause });
    this.code = code;
    this.path = path;
  }
}
