import { Button, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import {
  embeddingCatalogue,
  isMeasured,
  MetricId,
  metricCatalogue,
} from '../../../../main/contract/scores/scores.ts';
import { studio } from '../../../client/studio.ts';
import { formatKimg } from '../../../format.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { type HelpTopic, metricTopics } from '../../../help/topics.ts';
import { chartColours } from '../../../theme/theme.ts';
import classes from '../compare.module.css';
import type { Compared } from '../use-comparison.ts';
import { bestScore, firstOrder, type Order, scoreOf } from './sort-subjects.ts';

interface Props {
  subjects: readonly Compared[];
  isOneScale: boolean;
  order: Order | undefined;
  onOrder: (order: Order | undefined) => void;
}

/** One row for each subject, one column for each score that any of them has; a column's heading sorts. */
export function ScoresTable({ subjects, isOneScale, order, onOrder }: Props) {
  const metrics = MetricId.options.filter((id) => subjects.some(({ scores }) => scores[id] !== undefined));
  /** First the best on top, then the other way round, then as they were chosen. */
  const sortBy = (by: Order['by']) => {
    const first = firstOrder(by);
    if (order?.by !== by) onOrder(first);
    else if (order.isDescending === first.isDescending) onOrder({ by, isDescending: !first.isDescending });
    else onOrder(undefined);
  };
  const heading = (by: Order['by'], title: string, hint: string, help?: HelpTopic) => (
    <Heading
      key={by}
      title={title}
      hint={hint}
      help={help}
      order={order?.by === by ? order : undefined}
      onPress={() => sortBy(by)}
    />
  );
  return (
    <div className={classes.scores}>
      <table className={`${classes.table} selectable`} aria-label="Scores">
        <thead>
          <tr>
            {heading('name', 'Name', 'Model, run or checkpoint')}
            {heading('nimg', 'Shown', 'Images shown to the generator', 'kimg')}
            {metrics.map((id) =>
              heading(id, metricCatalogue[id].title, metricCatalogue[id].explanation, metricTopics[id]),
            )}
          </tr>
        </thead>
        <tbody>
          {subjects.map((subject) => (
            <SubjectRow
              key={subject.key}
              subject={subject}
              metrics={metrics}
              best={(id) => (isOneScale ? bestScore(subjects, id) : undefined)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps {
  title: string;
  hint: string;
  help: HelpTopic | undefined;
  /** Present while this column is sorted by. */
  order: Order | undefined;
  onPress: () => void;
}

function Heading({ title, hint, help, order, onPress }: HeadingProps) {
  const sorted = order && (order.isDescending ? 'descending' : 'ascending');
  return (
    <th scope="col" aria-sort={sorted ?? 'none'}>
      <UnstyledButton className={classes.sort} title={hint} onClick={onPress}>
        {title}
        {sorted === 'ascending' && <IconChevronUp size={12} aria-hidden />}
        {sorted === 'descending' && <IconChevronDown size={12} aria-hidden />}
      </UnstyledButton>{' '}
      {help && <HelpMark topic={help} />}
    </th>
  );
}

interface RowProps {
  subject: Compared;
  metrics: readonly MetricId[];
  best: (id: MetricId) => number | undefined;
}

function SubjectRow({ subject, metrics, best }: RowProps) {
  const { label, nimg, colour, scoredBy, noScores } = subject;
  const scheme = useComputedColorScheme('dark');
  return (
    <tr>
      <th scope="row" title={label}>
        <i style={{ background: chartColours[scheme][colour] }} />
        {label}
      </th>
      <td>{formatKimg(nimg)}</td>
      {noScores !== undefined ? (
        <td colSpan={Math.max(1, metrics.length)} className={classes.noScores}>
          {noScores} <EvaluateButton subject={subject} />
        </td>
      ) : (
        metrics.map((id) => {
          const value = scoreOf(subject, id);
          return (
            <td
              key={id}
              title={describe(subject, id)}
              data-best={(value !== undefined && value === best(id)) || undefined}
            >
              {value === undefined ? '–' : value.toFixed(metricCatalogue[id].digits)}
              {id === 'kid' && scoredBy === 'training' && <span className={classes.quick}> quick</span>}
            </td>
          );
        })
      )}
    </tr>
  );
}

/** Measures it as a job, which the list of jobs shows. */
function EvaluateButton({ subject: { from, checkpoint, cannotDraw } }: { subject: Compared }) {
  const evaluate = useMutation(studio.models.evaluate.mutationOptions());
  const ref = from.kind === 'run' && checkpoint ? { ...from, checkpoint } : from;
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={cannotDraw !== undefined || evaluate.isSuccess}
      loading={evaluate.isPending}
      onClick={() => evaluate.mutate({ from: ref })}
    >
      {evaluate.isSuccess ? 'Being evaluated' : 'Evaluate'}
    </Button>
  );
}

/** Everything that is needed to read a number, or why there is none. */
function describe({ scores, scoredBy }: Compared, id: MetricId): string {
  const score = scores[id];
  if (!score) return 'This was not measured.';
  if (!isMeasured(score)) return score.reason;
  const { digits, unit = '' } = metricCatalogue[id];
  const show = (value: number) => value.toFixed(digits);
  const { value, low, high, n, embedding, resizer, floor, anchor } = score;
  return [
    `${show(value)} ${unit}`.trim(),
    ...(low === undefined || high === undefined ? [] : [`95 % interval ${show(low)} to ${show(high)}`]),
    `${n} pictures`,
    ...(embedding ? [embeddingCatalogue[embedding].title] : []),
    `resized: ${resizer}`,
    ...(floor === undefined ? [] : [`real pictures ${show(floor)}`]),
    ...(anchor === undefined ? [] : [`blurred ${show(anchor)}`]),
    scoredBy === 'training' ? 'measured quickly while it trained' : 'by an evaluation',
  ].join(' · ');
}
