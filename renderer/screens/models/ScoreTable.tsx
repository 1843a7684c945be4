import { Tooltip } from '@mantine/core';
import {
  isMeasured,
  type MeasuredScore,
  type MetricFacts,
  type MetricId,
  metricCatalogue,
  type Score,
} from '../../../main/contract/scores.ts';
import { formatCount } from '../../format.ts';
import classes from './models.module.css';

/** Scores in rows, each between that of real and that of blurred pictures; those that could not be computed say why. */
export function ScoreTable({ rows }: { rows: readonly (readonly [MetricId, Score])[] }) {
  const reasons = new Set(rows.map(([, score]) => (isMeasured(score) ? undefined : score.reason)));
  const [reason] = reasons;
  if (reasons.size === 1 && reason !== undefined) return <p className={classes.missing}>{reason}</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>Score</th>
          <th data-number>Value</th>
          <th data-number>95 % interval</th>
          <th data-number>Real</th>
          <th aria-label="From real to blurred" />
          <th>Blurred</th>
          <th data-number>Pictures</th>
          <th>Resizer</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([id, score]) => (
          <tr key={id}>
            <Tooltip label={metricCatalogue[id].explanation} multiline w={320} position="top-start">
              <th scope="row">{metricCatalogue[id].title}</th>
            </Tooltip>
            {isMeasured(score) ? (
              <Measured score={score} facts={metricCatalogue[id]} />
            ) : (
              <td colSpan={7} className={classes.reason}>
                {score.reason}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Measured({ score, facts: { digits, unit } }: { score: MeasuredScore; facts: MetricFacts }) {
  const { value, low, high, floor, anchor, n, resizer } = score;
  const show = (number: number | undefined) => number?.toFixed(digits) ?? '';
  return (
    <>
      <td data-number className={classes.value}>
        {show(value)} {unit}
      </td>
      <td data-number className={classes.interval}>
        {low !== undefined && `${show(low)} – ${show(high)}`}
      </td>
      <td data-number>{show(floor)}</td>
      <td>
        <Scale {...score} />
      </td>
      <td>{show(anchor)}</td>
      <td data-number>{formatCount(n)}</td>
      <td className={classes.interval}>{resizer}</td>
    </>
  );
}

/** Where a value lies between real pictures, at the left, and blurred ones. */
function Scale({ value, floor, anchor }: MeasuredScore) {
  if (floor === undefined || anchor === undefined || floor === anchor) return null;
  const share = Math.min(1, Math.max(0, (value - floor) / (anchor - floor)));
  const percent = Math.round(100 * share);
  return (
    <span className={classes.scale} role="img" aria-label={`${percent} % of the way from real to blurred`}>
      <span style={{ left: `${percent}%` }} />
    </span>
  );
}
