/** What was read is no network that can be run; the message is one sentence for people. */
export class UnusableModelError extends Error {
  override name = 'UnusableModelError';
}
