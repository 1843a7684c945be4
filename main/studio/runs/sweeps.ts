import { StudioError } from '../../contract/errors.ts';
import { GroupId } from '../../contract/ids.ts';
import { describeVariant } from '../../contract/runs/run-group.ts';
import { isWaiting, type Run } from '../../contract/runs/runs.ts';
import type { ResumeSweepInput, StartSweepInput, StartSweepOutput } from '../../contract/runs/sweeps.ts';
import { newId } from '../base/new-id.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { Library } from '../library/library.ts';
import { createRuns } from './new/new-run.ts';
import { sweepVariants } from './new/sweep-variants.ts';
import { canDo } from './run-machine.ts';
import type { Runs } from './runs.ts';

/** Runs that are made and steered together, to be compared. */
export class Sweeps {
  readonly #library: Library;
  readonly #datasets: Datasets;
  readonly #runs: Runs;

  constructor(library: Library, datasets: Datasets, runs: Runs) {
    this.#library = library;
    this.#datasets = datasets;
    this.#runs = runs;
  }

  /** Queues one run for each value, in the order of the values. */
  async start(input: StartSweepInput): Promise<StartSweepOutput> {
    const { axis, values, preset, schedule } = input;
    const draft = await this.#runs.draft(input);
    const { dataset } = draft;
    // All of them take the memory of one.
    const { config: base, adjustments } = await this.#runs.planner.fitted(input, draft.config);
    this.#runs.assertShareable(base, input);
    const name = input.name ?? `${dataset.name} · ${preset}`;
    const id = GroupId.parse(newId(`${dataset.name}-${axis}`));
    const variants = sweepVariants(base, axis, values).map(({ value, config }) => {
      const group = { id, name, axis, value };
      return { name: `${name} · ${describeVariant(group)}`, preset, config, schedule, group };
    });
    const runs = await createRuns({ library: this.#library, datasets: this.#datasets }, draft, variants);
    return {
      groupId: id,
      runs: this.#runs.enqueue(runs, input, adjustments),
    };
  }

  pause(id: GroupId): Promise<void> {
    return this.#end(id, 'pause');
  }

  stop(id: GroupId): Promise<void> {
    return this.#end(id, 'stop');
  }

  /** Those that have finished go on only with a new length. */
  async resume({ id, ranks, ...limits }: ResumeSweepInput): Promise<StartSweepOutput> {
    const isLonger = Object.values(limits).some((limit) => limit !== undefined);
    const goOn = this.#members(id).filter(
      (run) =>
        this.#runs.isElsewhere(run.id) || (canDo(run, 'resume') && (run.state !== 'finished' || isLonger)),
    );
    const ids = goOn.map((run) => run.id);
    return { groupId: id, runs: await this.#runs.resumeTogether(ids, { ...limits, ranks }) };
  }

  /** Removes all runs of the group, or none while one of them trains. */
  async remove(id: GroupId): Promise<void> {
    const members = this.#members(id);
    const busy = members.find((run) => !canDo(run, 'remove'));
    if (busy !== undefined) {
      throw new StudioError('RUN_STATE', `"${busy.name}" is ${busy.state}.`, {
        next: 'Pause or stop the group first.',
        subject: id,
      });
    }
    for (const run of members) await this.#runs.remove(run.id);
  }

  /** Those that wait first: where the one that trains ends, the next must not begin. */
  async #end(id: GroupId, action: 'pause' | 'stop'): Promise<void> {
    const members = this.#members(id).filter((run) => canDo(run, action));
    for (const run of members.toSorted((a, b) => Number(isWaiting(b)) - Number(isWaiting(a))))
      await this.#runs[action](run.id);
  }

  /** Runs of the group in the order of their values. */
  #members(id: GroupId): Run[] {
    const members = this.#runs.list().filter(({ group }) => group?.id === id);
    if (members.length === 0) {
      throw new StudioError('GROUP_NOT_FOUND', `There is no group of runs "${id}".`, {
        next: 'Choose one from the list of runs.',
        subject: id,
      });
    }
    return members.toSorted((a, b) => (a.group?.value ?? 0) - (b.group?.value ?? 0));
  }
}
