import type { StepMode } from '../../../contract/engines.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import type { DataOrder, Pictures } from '../data/data.ts';

/** Makes the steps of a run, in one of several ways that give the same. */
export interface StepRunner {
  readonly mode: StepMode;
  /** Why it is not the mode that was asked for. */
  readonly reason?: string;
  /** True where its operations are those of TensorFlow.js's active backend, and can be tried there one by one. */
  readonly isOnBackend: boolean;
  /** Operations in the graph of a step; 0 when there is none. */
  readonly nodeCount: number;
  /** What its buffers take on a graphics card; absent where that is not known, or there is none. */
  readonly cardBytes?: number;
  step(source: Pictures, order: DataOrder): Promise<StepRow>;
  /** Draws latents [n, latentSize] with the (averaged) generator. */
  draw(latents: Float32Array): Promise<PixelBatch>;
  /** Whether all that steps change are finite numbers. */
  isFinite(): Promise<boolean>;
  /** Brings the variables of the training state up to date; call it before they are read. */
  sync(): Promise<void>;
  /** Goes on from the variables of the training state, after they were set. */
  load(): void;
  dispose(): void;
}
