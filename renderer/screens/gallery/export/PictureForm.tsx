import { Button, Checkbox, Group, Input, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Face } from '../../../../main/contract/faces/faces.ts';
import {
  PictureFormat,
  PictureLayout,
  pictureFormats,
  Upscaler,
} from '../../../../main/contract/faces/picture-export.ts';
import type { JobId } from '../../../../main/contract/ids.ts';
import { bridge } from '../../../client/studio.ts';
import { MarkChoice } from '../../../components/MarkChoice.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import classes from './export.module.css';
import { exportPictures } from './export-pictures.ts';
import { describeOutcome, type FormChoices, firstChoices, sizesOf } from './picture-choices.ts';

interface Props {
  faces: readonly Face[];
  onStarted: (jobId: JobId) => void;
  onCancel: () => void;
}

/** How faces are to be written. */
export function PictureForm({ faces, onStarted, onCancel }: Props) {
  const [choices, setChoices] = useState(() => firstChoices(faces.length, bridge !== undefined));
  const set = (patch: Partial<FormChoices>) => setChoices((before) => ({ ...before, ...patch }));
  const start = useMutation({
    mutationFn: () => exportPictures(faces, choices),
    onSuccess: (jobId) => jobId !== undefined && onStarted(jobId),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SegmentedControl
          aria-label="Layout"
          fullWidth
          value={choices.layout}
          onChange={(value) => set({ layout: PictureLayout.parse(value) })}
          data={[
            { value: 'files', label: 'One file each' },
            { value: 'zip', label: 'ZIP archive' },
            { value: 'sheet', label: 'Contact sheet' },
          ]}
        />
        <div className={classes.fields}>
          <Select
            label="Format"
            data={PictureFormat.options.map((value) => ({ value, label: pictureFormats[value].title }))}
            value={choices.format}
            onChange={(value) => set({ format: PictureFormat.parse(value ?? choices.format) })}
          />
          <NumberField
            label="Quality"
            min={1}
            max={100}
            allowDecimal={false}
            disabled={!pictureFormats[choices.format].isLossy}
            value={choices.quality}
            onChange={(value) => set({ quality: Math.max(1, Number(value) || 1) })}
          />
          <Select
            label="Size of a face"
            data={sizesOf(faces)}
            value={String(choices.scale)}
            onChange={(value) => set({ scale: Number(value ?? choices.scale) })}
          />
          <Input.Wrapper label="Enlarging" labelElement="div">
            <SegmentedControl
              aria-label="Enlarging"
              fullWidth
              disabled={choices.scale === 1}
              value={choices.upscaler}
              onChange={(value) => set({ upscaler: Upscaler.parse(value) })}
              data={[
                { value: 'nearest', label: 'Crisp pixels' },
                { value: 'lanczos', label: 'Smooth' },
              ]}
            />
          </Input.Wrapper>
          {choices.layout === 'sheet' && <SheetFields choices={choices} set={set} />}
        </div>
        <MarkChoice
          description="Inside the files, for machines to read: made by a trained model, which weights and which latents."
          isMarked={choices.isMarked}
          onChange={(isMarked) => set({ isMarked })}
        />
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed" className="tabular">
            {describeOutcome(faces, choices)}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            <Button type="submit" loading={start.isPending} data-autofocus>
              {bridge ? 'Choose folder and export' : 'Download'}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function SheetFields({ choices, set }: { choices: FormChoices; set: (patch: Partial<FormChoices>) => void }) {
  return (
    <>
      <NumberField
        label="Columns"
        min={1}
        max={100}
        allowDecimal={false}
        value={choices.columns}
        onChange={(value) => set({ columns: Math.max(1, Number(value) || 1) })}
      />
      <NumberField
        label="Gap"
        suffix=" px"
        min={0}
        max={256}
        allowDecimal={false}
        value={choices.gap}
        onChange={(value) => set({ gap: Number(value) || 0 })}
      />
      <Checkbox
        label="Seed and index under each"
        checked={choices.hasLabels}
        onChange={(event) => set({ hasLabels: event.currentTarget.checked })}
      />
      <Checkbox
        label="Caption: synthetic faces"
        checked={choices.hasCaption}
        onChange={(event) => set({ hasCaption: event.currentTarget.checked })}
      />
    </>
  );
}
