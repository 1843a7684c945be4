/**
 * The time of day, and a beat at which to look at it. Nobody sets a timer for a moment: timers stand still while the
 * computer sleeps, clocks get changed, and `setTimeout` ends at 24.8 days.
 */
export interface WallClock {
  now(): Date;
  /** Calls back every few seconds; returns the function that ends it. */
  onBeat(listener: () => void): () => void;
}

export const wallClock: WallClock = {
  now: () => new Date(),
  onBeat(listener) {
    const timer = setInterval(listener, beatMs);
    return () => clearInterval(timer);
  },
};

/** How often those who wait for a time of day look at the clock. */
const beatMs = 5000;
