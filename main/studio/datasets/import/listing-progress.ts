import type { Progress } from '../../../contract/system/jobs.ts';
import { ProgressMeter } from '../../jobs/progress-meter.ts';
import type { ListingProgress } from '../sources/list-sources.ts';

/**
 * Reports a search for pictures: files while folders are searched, of which nobody knows how many there are; then bytes of
 * the archives, whose sizes are known though not what is in them, so that there is a time left.
 */
export function reportListing(report: (progress: Progress) => void): (progress: ListingProgress) => void {
  const files = new ProgressMeter('files');
  let bytes: ProgressMeter | undefined;
  return ({ files: seen, archives }) => {
    if (archives === undefined) {
      report(files.read(seen, undefined, 'Looking for pictures'));
      return;
    }
    bytes ??= new ProgressMeter('bytes');
    report(bytes.read(archives.doneBytes, archives.totalBytes, `Reading ${archives.name}`));
  };
}
