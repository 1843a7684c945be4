import { type HealthCondition, type RunTick, repeatNimg } from '../../../contract/runs/health.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import { median } from '../../../contract/scores/median.ts';

/** A condition that holds now, with the numbers that show it. */
export interface Finding {
  condition: HealthCondition;
  numbers: Readonly<Record<string, number>>;
  /** Where it happened at once: images shown when all was still well. */
  wellAtNimg?: number;
}

/** Steps between two looks at the rows, and how many rows are remembered. */
const lookEverySteps = 32;
const rememberedRows = 1024;

// Thresholds, with what was seen: trainings of draft-32 on 2,000 drawn and 3,000 photographed faces (64 and 200 kimg) and of
// classic-mlp on 10,000 digits (463 kimg) that went well, and those of the scenario tests that did not.

/** Logits beyond this are out of all proportion: good trainings stay within ±5. A Wasserstein critic has no such bound. */
const absurdLogit = 100;
/** A gradient or penalty this many times its usual size is running away; in good trainings jumps of 60 times end within 40 steps. */
const runawayFactor = 20;
const runawaySteps = 128;
/**
 * A generator that a jump has thrown off: its gradients stay below this share of their usual size while the discriminator is
 * certain. standard-64 at too high a rate: a jump of 70 to 1,400 times within ten steps, then 0.003 of the usual for good.
 */
const thrownShare = 1 / 20;
/** Steps that a jump takes to throw a generator off. */
const throwSteps = 64;
/** Logits of real and generated pictures this far apart for this long leave nothing to learn from; 0.1–2.5 is usual, 25 starved. */
const starvedGap = 10;
const starvedSteps = 192;
/**
 * r_v from here on, beyond what chance explains, over at least this many images and looks at held-out pictures. Over a few
 * looks it goes from −0.8 to 0.7 in good trainings; discriminators that knew 32 pictures by heart came to 0.8–2.
 */
const overfitLimit = 0.5;
const overfitNimg = 4000;
const overfitLooks = 16;
const overfitRows = 512;
/** Standard errors that chance is granted. */
const chanceErrors = 2;
/** Faces are alike below this share of the real ones' variety. Good trainings end at 0.8–1.1, collapsed ones at 0.03–0.4. */
const collapseLimit = 0.5;
/** First they must have been varied over some sample grids, or have had many: digits pass through 0.4 in their first six. */
const grownLimit = 0.6;
const grownTicks = 3;
const longestGrowthTicks = 20;
const collapseTicks = 2;
/** Or they were, at some tick after the first ones, this many times as varied. */
const fallFactor = 5;
const firstTicks = 2;
/** Nearness of copies; generated faces are at 0.95–1.5, near-copies of a handful of pictures at 0.3–0.5. */
const copyLimit = 0.5;
/** Movement from grid to grid: 0.04–0.5 in good trainings, up to 200 kimg. */
const plateauMovement = 0.01;
const plateauTicks = 10;
const fewPictures = 500;
/** Real pictures closer than this to each other (root mean square, of 1) are the same. */
const sameDistance = 0.01;

/**
 * Watches the numbers of a training and names what is wrong. Pure: it is told everything, and what it says depends on
 * that alone.
 */
export class Coach {
  readonly #config: RunConfig;
  readonly #heldOut: number;
  #rows: StepRow[] = [];
  #sinceLook = 0;
  #starvedFor = 0;
  #ticks = 0;
  #variedTicks = 0;
  #mostVariety = 0;
  #alikeTicks = 0;
  #stillTicks = 0;
  readonly #saidAtNimg = new Map<HealthCondition, number>();

  /** `heldOut` is how many pictures are held out. */
  constructor(config: RunConfig, heldOut: number) {
    this.#config = config;
    this.#heldOut = heldOut;
  }

  /** Before the first step. `realDistance` is the mean distance between two real pictures. */
  onStart(trainedCount: number, realDistance: number): Finding[] {
    if (realDistance < sameDistance)
      return [{ condition: 'weak-data', numbers: { count: trainedCount, distance: realDistance } }];
    return trainedCount < fewPictures ? [{ condition: 'weak-data', numbers: { count: trainedCount } }] : [];
  }

  /** After each step; looks at the rows now and then. */
  onRow(row: StepRow): Finding[] {
    this.#rows.push(row);
    if (this.#rows.length > 2 * rememberedRows) this.#rows = this.#rows.slice(-rememberedRows);
    const gap = (row.realLogit ?? 0) - (row.fakeLogit ?? 0);
    this.#starvedFor = gap > starvedGap ? this.#starvedFor + 1 : 0;
    this.#sinceLook += 1;
    if (this.#sinceLook < lookEverySteps) return [];
    this.#sinceLook = 0;
    return this.#worthSaying(row.nimg, [
      ...this.#divergence(),
      ...this.#afterJump(),
      ...this.#starvation(gap),
      ...this.#overfit(row.nimg),
    ]);
  }

  /** Steps until it looks at their rows, the next one included. */
  get untilLook(): number {
    return lookEverySteps - this.#sinceLook;
  }

  /** Once per tick. */
  onTick(tick: RunTick): Finding[] {
    return this.#worthSaying(tick.nimg, [
      ...this.#collapse(tick),
      ...this.#plateau(tick),
      ...(tick.nearness !== undefined && tick.nearness < copyLimit
        ? [{ condition: 'memorisation' as const, numbers: { nearness: tick.nearness } }]
        : []),
    ]);
  }

  /** After a roll back, what came after no longer counts. */
  forget(): void {
    this.#rows = [];
    this.#sinceLook = 0;
    this.#starvedFor = 0;
    this.#ticks = 0;
    this.#variedTicks = 0;
    this.#mostVariety = 0;
    this.#alikeTicks = 0;
    this.#stillTicks = 0;
    this.#saidAtNimg.clear();
  }

  #divergence(): Finding[] {
    const size = usualOf(
      this.#rows
        .slice(-lookEverySteps)
        .map(({ realLogit = 0, fakeLogit = 0 }) => Math.max(Math.abs(realLogit), Math.abs(fakeLogit))),
    );
    if (this.#config.loss !== 'wasserstein' && size > absurdLogit)
      return [{ condition: 'divergence', numbers: { size } }];
    const recent = this.#rows.slice(-runawaySteps);
    const earlier = this.#rows.slice(0, -runawaySteps).slice(-rememberedRows);
    if (earlier.length < rememberedRows / 4) return [];
    for (const key of ['dGradient', 'penalty'] as const) {
      const length = usualOf(values(recent, key));
      const usual = usualOf(values(earlier, key));
      if (usual > 0 && length > runawayFactor * usual)
        return [{ condition: 'divergence', numbers: { size: length, usual } }];
    }
    return [];
  }

  /** One jump, after which the generator hears nothing any more: it does not come back by itself. */
  #afterJump(): Finding[] {
    if (!this.#isBounded || gapOf(this.#rows.slice(-lookEverySteps)) < starvedGap) return [];
    const rows = this.#rows.slice(-rememberedRows);
    const earlier = rows.slice(0, -2 * throwSteps);
    if (earlier.length < rememberedRows / 4) return [];
    const usualG = usualOf(values(earlier, 'gGradient'));
    const isDead = ({ gGradient = usualG }: StepRow) => gGradient < thrownShare * usualG;
    const lastAlive = rows.findLastIndex((row) => !isDead(row));
    if (rows.length - 1 - lastAlive < lookEverySteps) return [];
    const before = Math.max(0, lastAlive + 1 - throwSteps);
    const usual = usualOf(values(earlier, 'dGradient'));
    const size = Math.max(...values(rows.slice(before, lastAlive + 1 + throwSteps), 'dGradient'));
    if (usual === 0 || size < runawayFactor * usual) return [];
    return [{ condition: 'divergence', numbers: { size, usual }, wellAtNimg: rows[before].nimg }];
  }

  /** Losses whose logits have a usual size; those of a Wasserstein critic have none. */
  get #isBounded(): boolean {
    return this.#config.loss === 'non-saturating' || this.#config.loss === 'relativistic';
  }

  #starvation(gap: number): Finding[] {
    return this.#isBounded && this.#starvedFor >= starvedSteps
      ? [{ condition: 'starved', numbers: { gap } }]
      : [];
  }

  /**
   * r_v of means over many steps. Held-out pictures can be harder by chance: the spread of the means of real batches tells
   * how much pictures differ, and so how far a mean over the few held-out ones may be off.
   */
  #overfit(nimg: number): Finding[] {
    const rows = this.#rows.slice(-overfitRows);
    const heldOut = values(rows, 'heldOutLogit');
    if (heldOut.length < overfitLooks || nimg - rows[0].nimg < overfitNimg) return [];
    const reals = values(rows, 'realLogit');
    const real = mean(reals);
    const gap = real - mean(values(rows, 'fakeLogit'));
    if (gap <= 0) return [];
    const error = deviation(reals) * Math.sqrt(this.#config.batchSize / this.#heldOut);
    const difference = real - mean(heldOut);
    return difference - chanceErrors * error > overfitLimit * gap
      ? [{ condition: 'overfit', numbers: { overfitting: difference / gap } }]
      : [];
  }

  /** Faces that lie close together, or far apart in few directions only, as when a handful is drawn again and again. */
  #collapse({ diversity, rank }: RunTick): Finding[] {
    const variety = Math.min(diversity, rank);
    this.#ticks += 1;
    if (this.#variedTicks < grownTicks) this.#variedTicks = variety >= grownLimit ? this.#variedTicks + 1 : 0;
    const hasGrown = this.#variedTicks >= grownTicks || this.#ticks > longestGrowthTicks;
    if (this.#ticks > firstTicks) this.#mostVariety = Math.max(this.#mostVariety, variety);
    const isAlike = (hasGrown && variety < collapseLimit) || variety < this.#mostVariety / fallFactor;
    this.#alikeTicks = isAlike ? this.#alikeTicks + 1 : 0;
    return this.#alikeTicks >= collapseTicks ? [{ condition: 'collapse', numbers: { diversity, rank } }] : [];
  }

  #plateau({ movement }: RunTick): Finding[] {
    if (movement === undefined) return [];
    this.#stillTicks = movement < plateauMovement ? this.#stillTicks + 1 : 0;
    return this.#stillTicks >= plateauTicks
      ? [{ condition: 'plateau', numbers: { ticks: this.#stillTicks } }]
      : [];
  }

  /** Leaves out what was said a short while ago. */
  #worthSaying(nimg: number, findings: Finding[]): Finding[] {
    return findings.filter(({ condition }) => {
      const saidAt = this.#saidAtNimg.get(condition);
      if (saidAt !== undefined && nimg >= saidAt && nimg - saidAt < repeatNimg) return false;
      this.#saidAtNimg.set(condition, nimg);
      return true;
    });
  }
}

/** The median of those that are finite numbers; 0 for none. */
const usualOf = (numbers: readonly number[]): number => median(numbers.filter(Number.isFinite)) || 0;

const values = (rows: readonly StepRow[], key: keyof StepRow): number[] =>
  rows.flatMap((row) => row[key] ?? []);

/** How far apart the logits of real and generated pictures lie over some rows. */
const gapOf = (rows: readonly StepRow[]): number =>
  usualOf(values(rows, 'realLogit')) - usualOf(values(rows, 'fakeLogit'));

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const deviation = (numbers: readonly number[]): number => {
  const centre = mean(numbers);
  return Math.sqrt(mean(numbers.map((number) => (number - centre) ** 2)));
};
