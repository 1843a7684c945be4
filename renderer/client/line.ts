import type { ClientContext, ClientLink } from '@orpc/client';

/** One open connection to the studio, whichever way it came about. */
export interface Line {
  readonly link: ClientLink<ClientContext>;
  /** Settles when the other side is gone. */
  readonly closed: Promise<void>;
}

/** Opens a line, or rejects when the studio cannot be reached now. */
export type OpenLine = () => Promise<Line>;
