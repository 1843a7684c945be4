/** An estimate: seconds of training when it was made, and seconds that it said were left. */
export interface TimeLeftEstimate {
  atSeconds: number;
  secondsLeft: number;
}

export interface TimeLeftError {
  /** How many estimates were compared, from 5 to 95 % of the training. */
  estimates: number;
  /** |estimate − what was left| as a part of what was left. */
  median: number;
  worst: number;
  /** The same in seconds, over the last 5 %, where a part of nearly nothing says little. */
  worstSecondsAtEnd: number;
}

/** How far estimates were off, now that it is known how many seconds the training took; the first 5 % do not count. */
export function timeLeftError(estimates: readonly TimeLeftEstimate[], tookSeconds: number): TimeLeftError {
  const off = estimates.map(({ atSeconds, secondsLeft }) => {
    const left = tookSeconds - atSeconds;
    return { share: atSeconds / tookSeconds, seconds: Math.abs(secondsLeft - left), left };
  });
  const parts = off
    .filter(({ share }) => share >= 0.05 && share <= 0.95)
    .map(({ seconds, left }) => seconds / left)
    .sort((a, b) => a - b);
  if (parts.length === 0) throw new Error('the training was too short to say how long it would take');
  return {
    estimates: parts.length,
    median: parts[Math.floor(parts.length / 2)],
    worst: parts[parts.length - 1],
    worstSecondsAtEnd: Math.max(0, ...off.filter(({ share }) => share > 0.95).map(({ seconds }) => seconds)),
  };
}
