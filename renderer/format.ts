/** 12345 → '12,345'. */
export const formatCount = (value: number): string => wholeNumber.format(value);

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** '1 face', '2,000 faces'. */
export const formatQuantity = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** '1st', '22nd', '13th'. */
export function formatOrdinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${formatCount(value)}${ending}`;
}

/** Bytes in the largest unit that keeps at least one whole: '1.1 GB', '340 MB' (decimal units). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Images shown as thousands: 12_400 → '12.4 kimg'. */
export function formatKimg(nimg: number): string {
  const kimg = nimg / 1000;
  return `${kimg < 100 ? kimg.toFixed(1) : wholeNumber.format(kimg)} kimg`;
}

/** Seconds as a clock for live numbers: '0:42', '2:10', '1:02:10'. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** Seconds in words for estimates: '40 seconds', '3 minutes', '2 hours 10 minutes'. */
export function formatDuration(seconds: number): string {
  if (seconds < 55) return formatQuantity(Math.max(5, Math.ceil(seconds / 5) * 5), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return formatQuantity(Math.max(1, minutes), 'minute');
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes % 60) / 5) * 5;
  if (hours >= 48) return formatQuantity(Math.round(hours / 24), 'day');
  return rest > 0 && rest < 60
    ? `${formatQuantity(hours, 'hour')} ${formatQuantity(rest, 'minute')}`
    : formatQuantity(rest === 60 ? hours + 1 : hours, 'hour');
}

/** How long ago, coarsely: 'just now', '20 s ago', '3 min ago', '2 h ago', '4 days ago'. */
export function formatAgo(seconds: number): string {
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${formatQuantity(Math.floor(seconds / 86_400), 'day')} ago`;
}

/** The time of day by the clocks here: '07:00'. */
export const formatClockTime = (moment: Date): string =>
  moment.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A moment by the clocks here: '22:00' within half a day, else 'Tue 22:00', or '3 Dec 22:00' after a week. */
export function formatMoment(moment: Date, now = new Date()): string {
  const hoursAway = Math.abs(moment.getTime() - now.getTime()) / 3_600_000;
  const time = formatClockTime(moment);
  if (hoursAway < 12) return time;
  const day =
    hoursAway < 24 * 6
      ? moment.toLocaleDateString('en', { weekday: 'short' })
      : moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${time}`;
}

/** Units per second with sensible digits: '212 img/s', '8.4 img/s'. */
export const formatRate = (perSecond: number, unit: string): string =>
  `${perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(perSecond)} ${unit}/s`;

/** The last part of a path, for places where the whole is in a hint. */
export const baseName = (path: string): string => path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
