import { Tooltip } from '@mantine/core';
import {
  formatScore,
  isMeasured,
  type JudgeScore,
  type MeasuredScore,
  type MetricId,
  metricCatalogue,
  type Score,
} from '../../../main/contract/scores/scores.ts';
import { formatCount } from '../../format.ts';
import { HelpMark } from '../../help/HelpMark.tsx';
import { metricTopics } from '../../help/topics.ts';
import classes from './models.module.css';

type Row = readonly [MetricId, Score | JudgeScore];

/** Scores in rows, each between that of real and that of blurred pictures; those that could not be computed say why. */
export function ScoreTable({ rows }: { rows: readonly Row[] }) {
  const reasons = new Set(rows.map(reasonOf));
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
        {rows.map(([id, score], index) => (
          <tr key={id}>
            <th scope="row">
              <Tooltip label={metricCatalogue[id].explanation} multiline w={320} position="top-start">
                <span>{metricCatalogue[id].title}</span>
              </Tooltip>{' '}
              <HelpMark topic={metricTopics[id]} />
            </th>
            {isMeasured(score) ? (
              <Measured id={id} score={score} />
            ) : (
              score.reason !== reasonOf(rows[index - 1]) && (
                <td colSpan={7} rowSpan={sameReason(rows, index)} className={classes.reason}>
                  {score.reason}
                </td>
              )
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const reasonOf = (row: Row | undefined): string | undefined =>
  row === undefined || isMeasured(row[1]) ? undefined : row[1].reason;

/** How many rows from one on have the same reason. */
function sameReason(rows: readonly Row[], from: number): number {
  const end = rows.findIndex((row, index) => index > from && reasonOf(row) !== reasonOf(rows[from]));
  return (end === -1 ? rows.length : end) - from;
}

function Measured({ id, score }: { id: MetricId; score: MeasuredScore | JudgeScore }) {
  const { unit, better } = metricCatalogue[id];
  const { value, low, high, floor, anchor, n, resizer } = score;
  const show = (number: number | undefined) => (number === undefined ? '' : formatScore(id, number));
  return (
    <>
      <td data-number className={classes.value}>
        {show(value)} {unit}
      </td>
      <td data-number className={classes.interval}>
        {low !== undefined && `${show(low)} – ${show(high)}`}
      </td>
      <td data-number>{show(floor)}</td>
      <td>{better !== 'middle' && <Scale {...score} />}</td>
      <td>{show(anchor)}</td>
      <td data-number>{formatCount(n)}</td>
      <td className={classes.interval}>{resizer}</td>
    </>
  );
}

/** Where a value lies between real pictures, at the left, and blurred ones. */
function Scale({ value, floor, anchor }: Pick<MeasuredScore, 'value' | 'floor' | 'anchor'>) {
  if (floor === undefined || anchor === undefined || floor === anchor) return null;
  const share = Math.min(1, Math.max(0, (value - floor) / (anchor - floor)));
  const percent = Math.round(100 * share);
  return (
    <span className={classes.scale} role="img" aria-label={`${percent} % of the way from real to blurred`}>
      <span style={{ left: `${percent}%` }} />
    </span>
  );
}
