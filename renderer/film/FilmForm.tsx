import { Button, Checkbox, Group, Input, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { Progress } from '../../main/contract/system/jobs.ts';
import { notifyDone } from '../client/notify.tsx';
import { saveBlob } from '../client/save-file.ts';
import { studio } from '../client/studio.ts';
import { MarkChoice } from '../components/MarkChoice.tsx';
import { NumberField } from '../components/NumberField.tsx';
import { ProgressLine } from '../components/ProgressLine.tsx';
import { formatCount } from '../format.ts';
import { codecOf, encodeFilm } from './encode-film.ts';
import classes from './film.module.css';
import {
  type Container,
  type FilmChoices,
  type FilmSubject,
  filmSize,
  firstFilm,
  frameCount,
  scalesOf,
} from './film-choices.ts';

interface Props {
  subject: FilmSubject;
  onClose: () => void;
}

/** How a film is to be; it is encoded in this window, with progress, and given to the downloads. */
export function FilmForm({ subject, onClose }: Props) {
  const [choices, setChoices] = useState(() => firstFilm(subject, 'mp4'));
  const set = (patch: Partial<FilmChoices>) => setChoices((before) => ({ ...before, ...patch }));
  const size = filmSize(subject, choices.scale);
  const encodable = useQuery({
    queryKey: ['encodable', choices.container, size.width, size.height],
    queryFn: async () => (await codecOf(choices.container, size)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const film = useFilm(subject, onClose);

  if (film.progress) {
    return <ProgressLine title={`Film ${subject.name}`} progress={film.progress} onCancel={film.cancel} />;
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    film.start(choices);
  };
  return (
    <form onSubmit={submit} aria-label="Film">
      <Stack gap="md">
        <div className={classes.fields}>
          <Input.Wrapper label="Kind of file" labelElement="div">
            <SegmentedControl
              aria-label="Kind of file"
              fullWidth
              value={choices.container}
              onChange={(container) => set({ container })}
              data={[...containers]}
            />
          </Input.Wrapper>
          <Select
            label="Size"
            data={scalesOf(subject).scales.map((scale) => {
              const { width, height } = filmSize(subject, scale);
              return { value: String(scale), label: `${width} × ${height} px` };
            })}
            value={String(choices.scale)}
            onChange={(value) => set({ scale: Number(value ?? choices.scale) })}
          />
          <NumberField
            label="Length"
            suffix=" s"
            min={0.5}
            max={120}
            value={choices.seconds}
            onChange={(value) => set({ seconds: Math.min(120, Math.max(0.5, Number(value) || 0.5)) })}
          />
          <NumberField
            label="Frames a second"
            min={1}
            max={60}
            allowDecimal={false}
            value={choices.fps}
            onChange={(value) => set({ fps: Math.min(60, Math.max(1, Number(value) || 1)) })}
          />
          <Input.Wrapper label="Pace" labelElement="div">
            <SegmentedControl
              aria-label="Pace"
              fullWidth
              value={choices.easing}
              onChange={(easing) => set({ easing })}
              data={[
                { value: 'smooth', label: 'Rests at each' },
                { value: 'linear', label: 'Even' },
              ]}
            />
          </Input.Wrapper>
          <Input.Wrapper label="Enlarging" labelElement="div">
            <SegmentedControl
              aria-label="Enlarging"
              fullWidth
              value={choices.isSmooth ? 'smooth' : 'crisp'}
              onChange={(value) => set({ isSmooth: value === 'smooth' })}
              data={[
                { value: 'crisp', label: 'Crisp pixels' },
                { value: 'smooth', label: 'Smooth' },
              ]}
            />
          </Input.Wrapper>
        </div>
        <Checkbox
          label="Loop"
          description="Comes back to its first frame, so that it can be repeated without a jump."
          checked={choices.isLoop}
          onChange={(event) => set({ isLoop: event.currentTarget.checked })}
        />
        <MarkChoice
          description="In the file's metadata: made by a trained model, which weights and which latents."
          isMarked={choices.isMarked}
          onChange={(isMarked) => set({ isMarked })}
        />
        {encodable === null && (
          <Text size="sm" c="yellow" role="alert">
            This window cannot encode such a file. Choose the other kind or a smaller size; the command line
            makes animated WebP and GIF.
          </Text>
        )}
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {formatCount(frameCount(choices))} frames
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!encodable}>
              Make film
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

const containers: readonly { value: Container; label: string }[] = [
  { value: 'mp4', label: 'MP4' },
  { value: 'webm', label: 'WebM' },
];

/** A film that is being made; leaving the form stops it. */
function useFilm(subject: FilmSubject, onDone: () => void) {
  const info = useQuery(studio.system.info.queryOptions()).data;
  const [progress, setProgress] = useState<Progress>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const make = useMutation({
    mutationFn: async (choices: FilmChoices) => {
      abort.current = new AbortController();
      const { signal } = abort.current;
      const total = frameCount(choices);
      const startedAt = performance.now();
      const onFrame = (done: number) => {
        const rate = done / Math.max(0.001, (performance.now() - startedAt) / 1000);
        setProgress({ done, total, unit: 'frames', rate, secondsLeft: (total - done) / rate });
      };
      setProgress({ done: 0, total, unit: 'frames' });
      try {
        const film = await encodeFilm(subject, choices, { version: info?.version ?? '', signal, onFrame });
        const name = `${subject.name}.${choices.container}`;
        saveBlob(name, film);
        notifyDone('Film made', `${name} is with your downloads.`);
        onDone();
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        setProgress(undefined);
      }
    },
  });
  return { progress, start: make.mutate, cancel: () => abort.current?.abort() };
}
