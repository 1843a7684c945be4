import type { RunTick } from '../../../contract/runs/health.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import type { RunControl } from '../../../protocol/run-control.ts';
import type { PixelSource } from '../data/data.ts';
import { overfitting } from '../state/run-control.ts';
import { Coach, type Finding } from './coach.ts';
import {
  effectiveRank,
  meanMovement,
  meanPairDistance,
  medianNearest,
  type Thumbnails,
  toThumbnails,
} from './measures.ts';

/** Measures sample grids and asks the coach about them and about every step. */
export class HealthWatch {
  readonly #coach: Coach;
  readonly #config: RunConfig;
  readonly #source: PixelSource;
  readonly #realDistance: number;
  readonly #realRank: number;
  /** Made when first needed. */
  #known: { pictures: Thumbnails; heldOutNearest: number } | undefined;
  #lastGrid: Thumbnails | undefined;
  #ticks = 0;

  /** `reals` are as many real pictures as a sample grid has faces. */
  constructor(config: RunConfig, source: PixelSource, reals: PixelBatch) {
    const thumbnails = toThumbnails(reals);
    this.#config = config;
    this.#source = source;
    this.#coach = new Coach(config, source.header.heldOut);
    this.#realDistance = meanPairDistance(thumbnails);
    this.#realRank = effectiveRank(thumbnails);
  }

  onStart(): Finding[] {
    return this.#coach.onStart(this.#source.trainedCount, this.#realDistance);
  }

  onRow(row: StepRow): Finding[] {
    return this.#coach.onRow(row);
  }

  /** Steps until rows can have findings, the next one included. */
  get untilLook(): number {
    return this.#coach.untilLook;
  }

  onTick(nimg: number, grid: PixelBatch, control: RunControl): { tick: RunTick; findings: Finding[] } {
    const faces = toThumbnails(grid);
    const spread = meanPairDistance(faces);
    const rv = overfitting(control);
    const tick: RunTick = {
      nimg,
      diversity: this.#realDistance > 0 ? spread / this.#realDistance : 1,
      rank: this.#realRank > 0 ? effectiveRank(faces) / this.#realRank : 1,
      ...(this.#lastGrid === undefined || spread === 0
        ? {}
        : { movement: meanMovement(this.#lastGrid, faces) / spread }),
      ...this.#nearness(faces),
      ...(rv === undefined ? {} : { overfitting: rv }),
      ...(this.#config.augmentations.length > 0 ? { augment: control.augmentProbability } : {}),
    };
    this.#lastGrid = faces;
    this.#ticks += 1;
    return { tick, findings: this.#coach.onTick(tick) };
  }

  /** After a roll back. */
  forget(): void {
    this.#lastGrid = undefined;
    this.#coach.forget();
  }

  #nearness(faces: Thumbnails): { nearness?: number } {
    const { heldOut } = this.#source.header;
    if (heldOut < fewestHeldOut || this.#ticks % nearnessEveryTicks !== nearnessEveryTicks - 1) return {};
    this.#known ??= this.#compare();
    const { pictures, heldOutNearest } = this.#known;
    return heldOutNearest > 0 ? { nearness: medianNearest(faces, pictures) / heldOutNearest } : {};
  }

  #compare(): { pictures: Thumbnails; heldOutNearest: number } {
    const { trainedCount, header } = this.#source;
    const stride = Math.max(1, Math.ceil(trainedCount / comparedPictures));
    const known = Array.from({ length: Math.ceil(trainedCount / stride) }, (_, i) => i * stride);
    const unseen = Array.from({ length: Math.min(mostHeldOut, header.heldOut) }, (_, i) => trainedCount + i);
    const pictures = toThumbnails(this.#source.batch(known));
    return { pictures, heldOutNearest: medianNearest(toThumbnails(this.#source.batch(unseen)), pictures) };
  }
}

/** Pictures of the training set that faces are compared with at most; 0.1 s for 64 faces. */
const comparedPictures = 4000;
/** Held-out pictures that say how far unseen photos are; fewer say nothing. */
const fewestHeldOut = 8;
const mostHeldOut = 64;
/** Ticks between two comparisons with the training set. */
const nearnessEveryTicks = 5;
