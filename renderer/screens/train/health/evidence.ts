import type { HealthCondition } from '../../../../main/contract/runs/health.ts';
import type { AxisView } from '../../../charts/series-column.ts';
import type { ChartId } from '../charts/run-charts.ts';

/** The line that shows a condition: a chart, and the label of one of its lines. */
export interface Evidence {
  chart: ChartId;
  line: string;
}

/** Where each condition is seen; what is wrong with the pictures is in no chart. */
const evidenceOf: Record<HealthCondition, Evidence | undefined> = {
  overflow: { chart: 'losses', line: 'Discriminator' },
  divergence: { chart: 'gradients', line: 'Discriminator' },
  overfit: { chart: 'augmentation', line: 'r_v' },
  collapse: { chart: 'faces', line: 'Diversity' },
  memorisation: { chart: 'faces', line: 'Nearness' },
  plateau: { chart: 'faces', line: 'Movement' },
  starved: { chart: 'logits', line: 'Generated' },
  'weak-data': undefined,
  'engine-wrong': undefined,
};

/** What shows a condition, or, without one, that faces still change. */
export const evidenceFor = (condition: HealthCondition | undefined): Evidence | undefined =>
  condition === undefined ? { chart: 'faces', line: 'Movement' } : evidenceOf[condition];

/** Ticks before and after a place that belong to it. */
const ticksBefore = 12;
const ticksAfter = 4;

/** The stretch of a run in which something at `nimg` is seen. */
export const around = (nimg: number, tickKimg: number): AxisView => ({
  from: Math.max(0, nimg - ticksBefore * tickKimg * 1000),
  to: nimg + ticksAfter * tickKimg * 1000,
});
