/** What was read is not a network that can be run; the message is one sentence for people. */
export class UnusableModelError extends Error {
  override name = 'UnusableModelError';
  /** What can be done about it, where that is known. */
  readonly next: string | undefined;

  constructor(message: string, { next, cause }: { next?: string; cause?: unknown } = {}) {
    super(message, { cause });
    this.next = next;
  }
}
