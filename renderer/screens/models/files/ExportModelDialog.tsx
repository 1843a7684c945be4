import { Button, Group, Input, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobId } from '../../../../main/contract/ids.ts';
import {
  formatCatalogue,
  ModelFormat,
  type WeightPrecision,
} from '../../../../main/contract/models/model-files.ts';
import type { Model } from '../../../../main/contract/models/models.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { bridge, studio } from '../../../client/studio.ts';
import { useTellsOf } from '../../../client/told-jobs.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import { EarlierExports } from './EarlierExports.tsx';
import { ExportOutcome } from './ExportOutcome.tsx';
import classes from './files.module.css';
import { exportModel } from './model-file-actions.ts';
import { precisions } from './precisions.ts';

/** Writes a model for other programs, and shows how near the files come to it. */
export function ExportModelDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const [format, setFormat] = useState<ModelFormat>('h5');
  const [precision, setPrecision] = useState<WeightPrecision>('fp32');
  const [jobId, setJobId] = useState<JobId>();
  const write = useMutation({
    mutationFn: () => exportModel(model.id, { format, precision }, setJobId),
    meta: toldInPlace,
  });
  useTellsOf(jobId);
  const job = useQuery(studio.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId);
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const { data: written } = write;

  return (
    <Dialog onClose={onClose} title={`Export ${model.name}`} size={680}>
      {written ? (
        <ExportOutcome written={written} onAgain={write.reset} onClose={onClose} />
      ) : (
        <Stack gap="md">
          <Radio.Group value={format} onChange={setFormat} aria-label="Format">
            <div className={classes.formats}>
              {ModelFormat.options.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  disabled={write.isPending}
                  label={formatCatalogue[value].title}
                  description={`For ${formatCatalogue[value].readers}`}
                />
              ))}
            </div>
          </Radio.Group>
          <Input.Wrapper label="Weights">
            <SegmentedControl
              aria-label="Weights"
              display="flex"
              w="fit-content"
              disabled={write.isPending}
              value={precision}
              onChange={setPrecision}
              data={Object.entries(precisions).map(([value, { label }]) => ({
                value: value as WeightPrecision,
                label,
              }))}
            />
            <Text size="sm" c="dimmed" mt={6}>
              {precisions[precision].hint}
            </Text>
          </Input.Wrapper>
          {write.isPending && job && (
            <ProgressLine
              title={job.title}
              progress={job.progress}
              onCancel={() => cancel.mutate({ id: job.id })}
            />
          )}
          {write.error && <ErrorNotice error={presentError(write.error)} action={null} />}
          <EarlierExports model={model} />
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button loading={write.isPending} onClick={() => write.mutate()} data-autofocus>
              {bridge ? 'Choose folder and export' : 'Export and download'}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
