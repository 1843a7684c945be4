import { Button, Checkbox, Group, Select } from '@mantine/core';
import { IconRuler2 } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model } from '../../../main/contract/models/models.ts';
import { studio } from '../../client/studio.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { formatCount, formatMoment, formatQuantity } from '../../format.ts';
import { HelpMark } from '../../help/HelpMark.tsx';
import { EvaluationActions } from './EvaluationActions.tsx';
import { EvaluationView } from './EvaluationView.tsx';
import { useEvaluating, useEvaluations } from './evaluations.ts';
import classes from './models.module.css';

/** What was measured of a model, and the way to measure it. */
export function ScoresTab({ model }: { model: Model }) {
  const evaluations = useEvaluations(model);
  const running = useEvaluating(model);
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const [chosenId, setChosenId] = useState<string>();
  const shown = evaluations?.find(({ id }) => id === chosenId) ?? evaluations?.[0];
  if (!evaluations) return null;

  return (
    <div className={classes.scores}>
      <Group gap="xs" className={classes.tools}>
        {shown && evaluations.length > 1 && (
          <Select
            aria-label="Which evaluation"
            w={220}
            data={evaluations.map(({ id, createdAt, count }) => ({
              value: id,
              label: `${formatMoment(new Date(createdAt))} · ${formatCount(count)} pictures`,
            }))}
            value={shown.id}
            onChange={(id) => setChosenId(id ?? undefined)}
          />
        )}
        {shown && <EvaluationActions evaluation={shown} />}
        <Group gap="xs" ml="auto" wrap="nowrap">
          <EvaluateForm model={model} isRunning={running !== undefined} isFirst={shown === undefined} />
        </Group>
      </Group>
      {running && (
        <ProgressLine
          title={running.title}
          progress={running.progress}
          onCancel={() => cancel.mutate({ id: running.id })}
        />
      )}
      {!shown && !running && (
        <p className={classes.hint}>
          Not measured yet. An evaluation draws new pictures and compares them with real ones: how believable
          and how varied they are, and whether they are copies. It takes some minutes, and can be cancelled.
        </p>
      )}
      {shown && <EvaluationView key={shown.id} evaluation={shown} />}
    </div>
  );
}

interface FormProps {
  model: Model;
  isRunning: boolean;
  isFirst: boolean;
}

/** Pictures on each side that can be chosen. */
const counts = [200, 500, 1000, 2000, 5000];

function EvaluateForm({ model, isRunning, isFirst }: FormProps) {
  const [count, setCount] = useState('1000');
  const [asksJudge, setAsksJudge] = useState(false);
  const datasets = useQuery(studio.datasets.list.queryOptions()).data ?? [];
  const [chosenId, setChosenId] = useState<string>();
  // What an imported model learned from is not known: it is compared with a dataset of one's choice.
  const isImported = model.preset === undefined;
  const dataset = isImported ? (datasets.find(({ id }) => id === chosenId) ?? datasets[0]) : undefined;
  const evaluate = useMutation(studio.models.evaluate.mutationOptions());
  return (
    <>
      {isImported && datasets.length > 0 && (
        <Select
          aria-label="Compare with the dataset"
          w={160}
          data={datasets.map(({ id, name }) => ({ value: id, label: name }))}
          value={dataset?.id ?? null}
          onChange={(id) => setChosenId(id ?? undefined)}
        />
      )}
      <Select
        aria-label="Pictures on each side"
        w={140}
        data={counts.map((each) => ({ value: String(each), label: formatQuantity(each, 'picture') }))}
        value={count}
        onChange={(value) => value && setCount(value)}
      />
      <Checkbox
        label="Ask the judge"
        checked={asksJudge}
        onChange={({ currentTarget }) => setAsksJudge(currentTarget.checked)}
      />
      <HelpMark topic="judge" />
      <Button
        variant={isFirst ? 'filled' : 'default'}
        leftSection={<IconRuler2 size={15} />}
        disabled={isRunning}
        loading={evaluate.isPending}
        onClick={() =>
          evaluate.mutate({
            from: { kind: 'model', id: model.id },
            ...(dataset ? { datasetId: dataset.id } : {}),
            count: Number(count),
            judge: asksJudge,
          })
        }
      >
        {isFirst ? 'Evaluate' : 'Evaluate again'}
      </Button>
    </>
  );
}
