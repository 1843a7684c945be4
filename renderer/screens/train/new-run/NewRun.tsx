import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlaylistAdd } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Dataset } from '../../../../main/contract/datasets/datasets.ts';
import { generatorKey } from '../../../../main/contract/generators.ts';
import type { DatasetId } from '../../../../main/contract/ids.ts';
import type { PresetSummary, Run } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { studio } from '../../../client/studio.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Fold } from '../../../components/Fold.tsx';
import { LoadFailure } from '../../../components/LoadFailure.tsx';
import { Loading } from '../../../components/Loading.tsx';
import { type Generator, useGenerators } from '../../../generators/generators.ts';
import { startRun, startSweep } from '../../../runs/run-actions.ts';
import { viewHash } from '../../../view-state.ts';
import { DatasetField } from './DatasetField.tsx';
import { ExpertPanel } from './ExpertPanel.tsx';
import { areAllowed } from './expert-values.ts';
import {
  type ChangeForm,
  countMore,
  emptyForm,
  type FormPart,
  toPreviewInput,
  toStartInput,
} from './form.ts';
import { LengthField } from './LengthField.tsx';
import classes from './new-run.module.css';
import { PlaceField } from './PlaceField.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { PresetCards } from './PresetCards.tsx';
import { RunFields } from './RunFields.tsx';
import { StartField } from './StartField.tsx';
import { SweepFields } from './SweepFields.tsx';
import { readValues, sweepProblem } from './sweep.ts';
import { usePreview } from './use-preview.ts';
import { WhenFields } from './WhenFields.tsx';

interface Props {
  datasets: readonly Dataset[];
  initialDataset: DatasetId | undefined;
  /** A run that trains now; a new one waits for it. */
  busyRun: Run | undefined;
}

/** What a new run needs: dataset, preset and length. All else has a sensible answer and is folded away. */
export function NewRun({ datasets, initialDataset, busyRun }: Props) {
  const presets = useQuery(studio.runs.presets.queryOptions());
  // The first of the list would change under the form when an import ends meanwhile.
  const [form, setForm] = useState(() => emptyForm(initialDataset ?? datasets[0]?.id));
  const change: ChangeForm = (changed) => setForm((before) => ({ ...before, ...changed }));

  const dataset = datasets.find(({ id }) => id === form.datasetId) ?? datasets[0];
  const generators = useGenerators() ?? [];
  const chosen = generators.find((each) => generatorKey(each.ref) === form.startKey);
  const presetId = chosen?.preset ?? form.presetId;
  const preset = presets.data?.find(({ id }) => id === presetId) ?? presets.data?.[0];
  if (presets.error) return <LoadFailure error={presets.error} />;
  if (!dataset || !preset) return <Loading />;
  const part = { form, change, dataset, preset, start: chosen };
  return <Form {...{ part, datasets, generators, busyRun }} presets={presets.data ?? []} />;
}

interface FormProps extends Pick<Props, 'datasets' | 'busyRun'> {
  part: FormPart;
  presets: readonly PresetSummary[];
  generators: readonly Generator[];
}

function Form({ part, datasets, presets, generators, busyRun }: FormProps) {
  const { form, change, preset, start: chosen } = part;
  const start = useMutation({ mutationFn: startRun, meta: toldInPlace });
  const sweep = useMutation({ mutationFn: startSweep, meta: toldInPlace });
  const { defaults, preview, error: unfit } = usePreview(part);
  const { sweepAxis } = form;
  const problem = sweepAxis && sweepProblem(sweepAxis, form.sweepValues);
  const failure = start.error ?? sweep.error;
  const places = useQuery(studio.places.list.queryOptions()).data ?? [];
  const place = places.find(({ id }) => id === form.placeId);
  const waits = place === undefined && (busyRun !== undefined || form.startAt !== '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = toStartInput(part);
    if (sweepAxis) sweep.mutate({ ...input, axis: sweepAxis, values: readValues(form.sweepValues) });
    else start.mutate(input);
  };

  return (
    <form className={classes.form} onSubmit={submit} aria-label="New run">
      <header className={classes.formHead}>
        <h2>New run</h2>
        <Button
          type="submit"
          loading={start.isPending || sweep.isPending}
          disabled={problem !== undefined || !areAllowed(form.expert)}
          leftSection={waits ? <IconPlaylistAdd size={16} /> : <IconPlayerPlayFilled size={14} />}
        >
          {labelOf(waits, place?.name, sweepAxis !== undefined)}
        </Button>
      </header>
      {failure && (
        <div className={classes.failure}>
          <ErrorNotice error={presentError(failure)} />
        </div>
      )}
      {busyRun && place === undefined && (
        <p className={classes.busy}>
          <a href={viewHash({ screen: 'train', runId: busyRun.id })}>{busyRun.name}</a> is training. One run
          trains at a time; this one begins when its turn comes.
        </p>
      )}
      <div className={classes.formBody}>
        <div className={classes.first}>
          <DatasetField {...part} datasets={datasets} />
          <div className={classes.whereAndLength}>
            <PlaceField form={form} change={change} places={places} />
            <LengthField
              form={form}
              change={change}
              preset={preset}
              rate={place === undefined ? preview?.measurement?.imagesPerSecond : undefined}
            />
          </div>
        </div>
        {!chosen && (
          <PresetCards
            presets={presets}
            chosen={preset.id}
            isHere={place === undefined}
            onChoose={(id) => change({ presetId: id })}
          />
        )}
        <PlanPanel
          preview={preview}
          input={toPreviewInput(part)}
          isBusy={busyRun !== undefined}
          place={place?.name}
        />
        <Fold title="More settings" note={<MoreNote changed={countMore(form)} />}>
          <div className={classes.more}>
            {generators.length > 0 && <StartField {...part} generators={generators} start={chosen} />}
            <RunFields {...part} />
            <WhenFields {...part} />
            <SweepFields {...part} />
          </div>
        </Fold>
        <ExpertPanel form={form} change={change} defaults={defaults} error={unfit} />
        {unfit !== undefined && <ErrorNotice error={presentError(unfit)} />}
      </div>
    </form>
  );
}

function labelOf(waits: boolean, place: string | undefined, isSweep: boolean): string {
  if (place !== undefined) return isSweep ? `Send sweep to ${place}` : `Send to ${place}`;
  if (waits) return 'Add to the queue';
  return isSweep ? 'Start sweep' : 'Start training';
}

/** What the folded settings are, or that some of them were changed. */
function MoreNote({ changed }: { changed: number }) {
  return (
    <span className={classes.note} data-changed={changed > 0 || undefined}>
      {changed > 0 ? `${changed} changed` : 'start from a model, size, name, seed, engine, times, sweep'}
    </span>
  );
}
