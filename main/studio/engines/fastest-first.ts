/**
 * Choices by their speed, which `time` measures one after the other; undefined for one that could not be timed. On a busy
 * machine that takes minutes each, and a run waits for it: once one has a speed and the time is up, the rest is not timed.
 * It comes after those that were, and before those that failed. Speeds are remembered, so that the next run gets farther.
 */
export async function fastestFirst<Choice>(
  choices: readonly Choice[],
  time: (choice: Choice) => Promise<number | undefined>,
  now: () => number = () => performance.now(),
): Promise<Choice[]> {
  const beganMs = now();
  const ranked: { choice: Choice; speed: number }[] = [];
  for (const choice of choices) {
    const isTimeUp = now() - beganMs > longestMs && ranked.some(({ speed }) => speed > 0);
    ranked.push({ choice, speed: isTimeUp ? untimed : ((await time(choice)) ?? failed) });
  }
  return ranked.toSorted((a, b) => b.speed - a.speed).map(({ choice }) => choice);
}

/** Ranks below every speed. */
const untimed = 0;
const failed = -1;

/** Quiet machines have timed everything by then. */
const longestMs = 120_000;
