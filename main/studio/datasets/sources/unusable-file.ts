/** A file that cannot be used, with the reason in plain words. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}
