import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunTick } from '../../contract/runs/health.ts';
import { type StepColumn, stepColumnNames, stepColumns } from '../../contract/runs/step-columns.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { scalarsEvent, startEvent, tfRecord, versionEvent } from './events.ts';

/**
 * Writes what a training tells of itself into event files for TensorBoard as well; the steps there are images shown. A
 * training that goes on, or back, begins a new file at its next step: TensorBoard then forgets what it read from there on.
 * Files are only ever appended to, a few times a second; a record that a crash cut off is the last of its file and skipped.
 */
export function alsoToTensorBoard(
  runDir: string,
  send: (message: FromCompute) => void,
): (message: FromCompute) => void {
  const dir = join(runDir, 'tensorboard');
  let file: string | undefined;

  const append = (events: readonly Uint8Array[]) => {
    try {
      if (file === undefined) throw new Error('no event file is open');
      appendFileSync(file, Buffer.concat(events.map(tfRecord)));
    } catch (error) {
      throw explainDiskError(error, dir, {
        lost: 'TensorBoard’s files could not be written',
        goOn: 'resume; the last checkpoint is untouched',
      });
    }
  };
  const write = (measured: readonly { nimg: number; scalars: Record<string, number> }[]) => {
    const [first] = measured;
    if (first === undefined) return;
    const seconds = Date.now() / 1000;
    if (file === undefined) {
      file = newFile(dir, seconds);
      append([versionEvent(seconds), startEvent(seconds, first.nimg)]);
    }
    append(measured.map(({ nimg, scalars }) => scalarsEvent(seconds, nimg, scalars)));
  };

  return (message) => {
    if (message.type === 'steps')
      write(message.rows.map((row) => ({ nimg: row.nimg, scalars: tagged(row, stepTags) })));
    if (message.type === 'tick')
      write([{ nimg: message.tick.nimg, scalars: tagged(message.tick, tickTags) }]);
    if (message.type === 'rewound') file = undefined;
    send(message);
  };
}

/** Tags by the numbers that they name. */
const stepTags = Object.fromEntries(stepColumnNames.map((name) => [name, stepColumns[name].tag])) as Record<
  StepColumn,
  string
>;
const tickTags: Record<Exclude<keyof RunTick, 'nimg' | 'trainingSeconds' | 'augment'>, string> = {
  diversity: 'faces/diversity',
  rank: 'faces/rank',
  movement: 'faces/movement',
  nearness: 'faces/nearness',
  overfitting: 'augmentation/overfitting',
};

/** The numbers that were measured, by their tags. */
function tagged<K extends string>(
  numbers: Readonly<Partial<Record<NoInfer<K>, number>>>,
  tags: Readonly<Record<K, string>>,
): Record<string, number> {
  const keys = Object.keys(tags) as K[];
  return Object.fromEntries(
    keys.flatMap((key) => (numbers[key] === undefined ? [] : [[tags[key], numbers[key]]])),
  );
}

/** `events.out.tfevents.<seconds>.faceloom.<number>`: TensorBoard reads the files of a folder in the order of their names. */
function newFile(dir: string, seconds: number): string {
  mkdirSync(dir, { recursive: true });
  const number = String(readdirSync(dir).length).padStart(5, '0');
  return join(dir, `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}.faceloom.${number}`);
}
