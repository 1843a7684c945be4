/**
 * What `sinfo` is asked for: the longest time of a job in each partition, the name of the default one with a star behind it
 * (https://slurm.schedmd.com/sinfo.html, `--format`). `--all` shows partitions that are hidden or closed to the caller too.
 */
export const timeLimitArguments = ['--all', '--noheader', '--format=%P=%l'] as const;

/**
 * The most minutes that a job of a partition may take; of several, between commas, the longest, since Slurm takes any of
 * them. Without a name it is that of the default partition. Infinity where there is no limit or none can be read.
 */
export function longestMinutes(answer: string, partitions: string | undefined): number {
  const wanted = partitions?.split(',');
  const minutes = answer
    .split('\n')
    .map((line) => /^(?<name>.+?)(?<star>\*?)=(?<time>\S+)$/.exec(line.trim())?.groups)
    .filter((found) => found !== undefined)
    .filter(({ name = '', star }) => (wanted === undefined ? star === '*' : wanted.includes(name)))
    .map(({ time = '' }) => minutesOf(time));
  return minutes.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...minutes);
}

/** `infinite`, or `[[days-]hours:]minutes:seconds`. */
function minutesOf(time: string): number {
  const [, days = 0, hours = 0, minutes, seconds] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(time) ?? [];
  if (minutes === undefined) return Number.POSITIVE_INFINITY;
  return 24 * 60 * Number(days) + 60 * Number(hours) + Number(minutes) + Number(seconds) / 60;
}
