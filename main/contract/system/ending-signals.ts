/** Signals that ask a program to end: Ctrl-C, `kill` or a system that shuts down, and a terminal that was closed. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
