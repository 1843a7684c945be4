import { isCounted, type Progress } from '../contract/system/jobs.ts';

/**
 * `Import faces  ███████░░░  1,234 of 3,000 pictures · 250 a second · 7 s left`; the bar gives way where the line would
 * be wider than `width` columns.
 */
export function formatProgress(title: string, progress: Progress, width = Number.POSITIVE_INFINITY): string {
  const { done, total, unit, rate, secondsLeft, note } = progress;
  const text = [
    ...(isCounted(progress) ? [formatDone(done, total, unit)] : []),
    ...(rate === undefined ? [] : [formatRate(rate, unit)]),
    ...(secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`]),
    ...(note === undefined ? [] : [note]),
  ].join(' · ');
  const room = Math.min(widestBar, width - title.length - text.length - 4);
  const share = shareDone(progress);
  if (share === undefined || room < narrowestBar) return `${title}  ${text}`;
  const filled = Math.round(share * room);
  return `${title}  ${'█'.repeat(filled)}${'░'.repeat(room - filled)}  ${text}`;
}

const widestBar = 24;
const narrowestBar = 6;

/** Where no total is known, as in a training by the clock, the time left stands for it. */
function shareDone({ done, total, rate, secondsLeft }: Progress): number | undefined {
  const end = total ?? (rate && secondsLeft !== undefined ? done + rate * secondsLeft : undefined);
  return end ? Math.min(1, done / end) : undefined;
}

/** `1,234 of 3,000 pictures`, `3.6 of 6.4 MB`, `900 kB of 2 GB`. */
function formatDone(done: number, total: number | undefined, unit: string): string {
  if (unit !== 'bytes') {
    const end = total === undefined ? '' : ` of ${formatCount(total)}`;
    return `${formatCount(done)}${end} ${unit}`;
  }
  if (total === undefined) return formatBytes(done);
  const [count, doneUnit] = formatBytes(done).split(' ');
  const end = formatBytes(total);
  return end.endsWith(` ${doneUnit}`) ? `${count} of ${end}` : `${count} ${doneUnit} of ${end}`;
}

/** Training counts in kimg, but its speed is read in images. */
function formatRate(rate: number, unit: string): string {
  if (unit === 'kimg') return `${formatCount(rate * 1000)} images a second`;
  return `${unit === 'bytes' ? formatBytes(rate) : formatCount(rate)} a second`;
}

const formatCount = (count: number) =>
  count.toLocaleString('en', { maximumFractionDigits: count < 100 ? 1 : 0 });

/** `45 s`, `2:10 min`, `1:05 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}:${pad(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${pad(Math.floor((whole % 3600) / 60))} h`;
}

/** `22:00`, or `Tue 22:00` when that is not within a day from now. */
export function formatMoment(moment: Date, now = new Date()): string {
  const time = moment.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const isSoon = Math.abs(moment.getTime() - now.getTime()) < 86_400_000;
  return isSoon ? time : `${moment.toLocaleDateString('en', { weekday: 'short' })} ${time}`;
}

/** `1.5 GB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** power).toLocaleString('en', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}
