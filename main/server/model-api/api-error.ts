/** An answer that says what was wrong with a request, and what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly next: string;
  /** When it may be worth asking again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    { next, retryAfterSeconds }: { next: string; retryAfterSeconds?: number },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.next = next;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
