import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import { formatDuration } from '../../../format.ts';

/** 'First faces after about 3 minutes, good ones after about 20 minutes', or why that is not known yet. */
export function describeEstimate({ reaches, measuredImagesPerSecond }: PresetSummary): string {
  if (!reaches) return 'Faces are not certain, however long it trains';
  if (!measuredImagesPerSecond) return 'How long it takes is not measured yet';
  const rough = formatDuration(secondsFor(reaches.roughKimg, measuredImagesPerSecond));
  const good = formatDuration(secondsFor(reaches.goodKimg, measuredImagesPerSecond));
  return `First faces after about ${rough}, good ones after about ${good}`;
}

/** Seconds that `kimg` thousand images take at a measured speed. */
const secondsFor = (kimg: number, imagesPerSecond: number): number => (kimg * 1000) / imagesPerSecond;

/** Minutes to offer at first: until good results at the measured speed, within 5 to 60; ten when that is not known. */
export function suggestMinutes({ reaches, measuredImagesPerSecond }: PresetSummary): number {
  if (!reaches || !measuredImagesPerSecond) return 10;
  const minutes = Math.ceil(secondsFor(reaches.goodKimg, measuredImagesPerSecond) / 60);
  return Math.min(60, Math.max(5, minutes));
}

/** Thousand images to offer at first. */
export const suggestKimg = ({ reaches }: PresetSummary): number => reaches?.goodKimg ?? 500;

/** What a length comes to at the measured speed; undefined when it is not measured. */
export function describeLength(
  length: { minutes: number } | { kimg: number },
  imagesPerSecond: number | undefined,
): string | undefined {
  if (!imagesPerSecond) return undefined;
  return 'minutes' in length
    ? `about ${((length.minutes * 60 * imagesPerSecond) / 1000).toFixed(0)} kimg`
    : `about ${formatDuration(secondsFor(length.kimg, imagesPerSecond))}`;
}
