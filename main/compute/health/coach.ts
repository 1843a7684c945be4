import { type HealthCondition, type RunTick, repeatNimg } from '../../contract/health.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import type { StepRow } from '../../contract/runs.ts';

/** A condition that holds now, with the numbers that show it. */
export interface Finding {
  condition: HealthCondition;
  numbers: Readonly<Record<string, number>>;
}

/** Steps between two looks at the rows, and how many rows are remembered. */
const lookEverySteps = 32;
const rememberedRows = 1024;

/** Logits beyond this are out of all proportion: σ(±100) differs from 0 and 1 by 10⁻⁴³. A Wasserstein critic has no such bound. */
const absurdLogit = 100;
/** A gradient this many times its usual length, over a look, is running away. */
const runawayGradient = 20;
/** Logits of real and generated pictures this far apart for this many steps leave nothing to learn from. */
const starvedGap = 10;
const starvedSteps = 192;
const overfitLimit = 0.5;
const overfitNimg = 4000;
/** Below this gap between logits r_v is noise. */
const leastGap = 0.3;
const collapseLimit = 0.5;
const collapseAlarm = 0.25;
/** Faces have to have been this varied, or have had this long to become so, before they can collapse. */
const grownDiversity = 0.6;
const grownNimg = 100_000;
const copyLimit = 0.5;
const plateauMovement = 0.01;
const plateauTicks = 10;
export const fewPictures = 500;
/** Real pictures closer than this to each other (root mean square, of 1) are the same. */
const sameDistance = 0.01;

/**
 * Watches the numbers of a training and names what is wrong. Pure: it is told everything, and what it says depends on
 * that alone. Thresholds are from trainings that went well and badly; see the scenario tests.
 */
export class Coach {
  readonly #config: RunConfig;
  #rows: StepRow[] = [];
  #sinceLook = 0;
  #starvedFor = 0;
  #overfitSinceNimg: number | undefined;
  #hasGrown = false;
  #stillTicks = 0;
  readonly #saidAtNimg = new Map<HealthCondition, number>();

  constructor(config: RunConfig) {
    this.#config = config;
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
    return this.#worthSaying(row.nimg, [...this.#divergence(), ...this.#starvation(gap)]);
  }

  /** Once per tick. */
  onTick(tick: RunTick): Finding[] {
    return this.#worthSaying(tick.nimg, [
      ...this.#overfit(tick),
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
    this.#overfitSinceNimg = undefined;
    this.#stillTicks = 0;
    this.#saidAtNimg.clear();
  }

  #divergence(): Finding[] {
    const recent = this.#rows.slice(-lookEverySteps);
    const size = median(
      recent.map(({ realLogit = 0, fakeLogit = 0 }) => Math.max(Math.abs(realLogit), Math.abs(fakeLogit))),
    );
    if (this.#config.loss !== 'wasserstein' && size > absurdLogit)
      return [{ condition: 'divergence', numbers: { size } }];
    const earlier = this.#rows.slice(0, -lookEverySteps).slice(-rememberedRows);
    if (earlier.length < rememberedRows / 4) return [];
    const length = median(recent.map(({ dGradient = 0 }) => dGradient));
    const usual = median(earlier.map(({ dGradient = 0 }) => dGradient));
    return usual > 0 && length > runawayGradient * usual
      ? [{ condition: 'divergence', numbers: { size: length, usual } }]
      : [];
  }

  #starvation(gap: number): Finding[] {
    const isBounded = this.#config.loss === 'non-saturating' || this.#config.loss === 'relativistic';
    return isBounded && this.#starvedFor >= starvedSteps ? [{ condition: 'starved', numbers: { gap } }] : [];
  }

  #overfit({ nimg, overfitting }: RunTick): Finding[] {
    const { realLogit = 0, fakeLogit = 0 } = this.#rows.at(-1) ?? {};
    if (overfitting === undefined || overfitting <= overfitLimit || realLogit - fakeLogit < leastGap) {
      this.#overfitSinceNimg = undefined;
      return [];
    }
    this.#overfitSinceNimg ??= nimg;
    return nimg - this.#overfitSinceNimg >= overfitNimg
      ? [{ condition: 'overfit', numbers: { overfitting } }]
      : [];
  }

  #collapse({ nimg, diversity }: RunTick): Finding[] {
    if (diversity >= grownDiversity) this.#hasGrown = true;
    const limit = this.#hasGrown ? collapseLimit : collapseAlarm;
    const isOldEnough = this.#hasGrown || nimg >= grownNimg;
    return isOldEnough && diversity < limit ? [{ condition: 'collapse', numbers: { diversity } }] : [];
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

function median(values: number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
