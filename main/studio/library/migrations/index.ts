import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import type { Db } from '../db.ts';
import { initial } from './0001-initial.ts';
import { runs } from './0002-runs.ts';
import { doctor } from './0003-doctor.ts';
import { stepMode } from './0004-step-mode.ts';
import { health } from './0005-health.ts';
import { checkpointMarks } from './0006-checkpoint-marks.ts';
import { queue } from './0007-queue.ts';
import { runScores } from './0008-run-scores.ts';
import { measurements } from './0009-measurements.ts';
import { faceModelHash } from './0010-face-model-hash.ts';
import { modelCards } from './0011-model-cards.ts';
import { gallery } from './0012-gallery.ts';
import { latents } from './0013-latents.ts';
import { blindTests } from './0014-blind-tests.ts';
import { ignoredFiles } from './0015-ignored-files.ts';
import { engineSettings } from './0016-engine-settings.ts';
import { engineUses } from './0017-engine-uses.ts';
import { places } from './0018-places.ts';
import { endedJobs } from './0019-ended-jobs.ts';

/**
 * Brings a database up to date, one transaction per step; one made by a newer Faceloom is refused untouched. `backUp` is
 * called before one with something in it is changed.
 */
export function migrate(db: Db, backUp: (version: number) => void = () => undefined): void {
  const version = db.get(Version, 'PRAGMA user_version')?.user_version ?? 0;
  if (version > migrations.length) {
    throw new StudioError(
      'LIBRARY_NEWER',
      `A newer Faceloom made this library: its format is ${version}, and this one knows up to ${migrations.length}.`,
      { next: 'Update Faceloom, or choose another library. Nothing was changed.' },
    );
  }
  if (version > 0 && version < migrations.length) backUp(version);
  for (let next = version; next < migrations.length; next++) {
    db.transaction(() => {
      db.exec(migrations[next]);
      db.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
}

/** Forward only: number n takes a library from version n−1 to n. Never edit one that has shipped. */
const migrations: readonly string[] = [
  initial,
  runs,
  doctor,
  stepMode,
  health,
  checkpointMarks,
  queue,
  runScores,
  measurements,
  faceModelHash,
  modelCards,
  gallery,
  latents,
  blindTests,
  ignoredFiles,
  engineSettings,
  engineUses,
  places,
  endedJobs,
];

const Version = z.object({ user_version: z.int() });
