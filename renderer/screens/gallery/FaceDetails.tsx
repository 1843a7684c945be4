import { Button, Group, Rating, TagsInput, Textarea, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconBookmark, IconBookmarkFilled } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Face } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { studio } from '../../client/studio.ts';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatKimg, formatMoment } from '../../format.ts';
import { makeAgain, noteFace, rateFaces, removeFaces, saveFaces, tagFaces } from './face-actions.ts';
import classes from './gallery.module.css';
import { NearCopy } from './NearCopy.tsx';
import { describeRecipe } from './recipe-words.ts';

/** Everything about a face: what is said of it, where it comes from, and what can be done with it. */
export function FaceDetails({ id, face }: { id: FaceId; face: Face | undefined }) {
  return (
    <section className={classes.details} aria-label="Details">
      {face && (
        <div className={classes.known}>
          <Opinion face={face} />
          <NearCopy face={face} />
          <Facts face={face} />
        </div>
      )}
      <Actions id={id} face={face} />
    </section>
  );
}

const typingPauseMs = 500;

/** Rating, tags and note. */
function Opinion({ face }: { face: Face }) {
  const known = useQuery(studio.faces.tags.queryOptions()).data?.map(({ tag }) => tag) ?? [];
  /** What is being typed; absent until then. */
  const [note, setNote] = useState<string>();
  const tag = useMutation({
    mutationFn: (tags: string[]) =>
      tagFaces([face.id], {
        add: tags.filter((each) => !face.tags.includes(each)),
        remove: face.tags.filter((each) => !tags.includes(each)),
      }),
  });
  const write = useMutation({ mutationFn: (text: string) => noteFace(face.id, text) });
  // Closing the picture while typing loses nothing.
  const writeSoon = useDebouncedCallback(write.mutate, { delay: typingPauseMs, flushOnUnmount: true });
  return (
    <>
      <Tooltip label="Keys 1 to 5; 0 takes it away" openDelay={500}>
        <Group gap="xs">
          <Rating
            aria-label="Rating"
            value={face.rating ?? 0}
            onChange={(rating) => void rateFaces([face.id], rating === face.rating ? null : rating)}
          />
        </Group>
      </Tooltip>
      <TagsInput
        label="Tags"
        placeholder={face.tags.length === 0 ? 'Enter after each' : ''}
        data={known}
        value={tag.isPending ? tag.variables : face.tags}
        onChange={(tags) => tag.mutate(tags)}
      />
      <Textarea
        label="Note"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={4000}
        value={note ?? face.note ?? ''}
        onChange={(event) => {
          setNote(event.currentTarget.value);
          writeSoon(event.currentTarget.value);
        }}
      />
    </>
  );
}

/** Where a face comes from, so that it can be drawn again. */
function Facts({ face }: { face: Face }) {
  const { origin, from, modelHash } = face;
  return (
    <div className={classes.facts}>
      <Stats>
        <Stat label={from.kind === 'model' ? 'Model' : 'Run'} hint={face.fromName}>
          {face.fromName}
        </Stat>
        <Stat label="Trained" hint="Images shown to the generator that drew it">
          {formatKimg(face.nimg)}
        </Stat>
        {origin && (
          <>
            <Stat label="Dataset" hint={origin.datasetName}>
              {origin.datasetName}
            </Stat>
            {origin.preset && <Stat label="Preset">{origin.preset}</Stat>}
          </>
        )}
        {face.recipe ? (
          <Stat label="Made in Explore" hint={describeRecipe(face.recipe)}>
            {describeRecipe(face.recipe)}
          </Stat>
        ) : (
          <>
            <Stat label="Seed">{face.seed}</Stat>
            <Stat label="Index" hint="Its place among the latents of the seed, from 0">
              {face.index}
            </Stat>
          </>
        )}
        <Stat label="Size">
          {face.size} × {face.size}
        </Stat>
        <Stat label="Drawn" hint={new Date(face.createdAt).toLocaleString('en-GB')}>
          {formatMoment(new Date(face.createdAt))}
        </Stat>
        {modelHash && (
          <Stat label="Weights" hint={`SHA-256 of the weights: ${modelHash}`}>
            {modelHash.slice(0, 12)}
          </Stat>
        )}
      </Stats>
    </div>
  );
}

function Actions({ id, face }: { id: FaceId; face: Face | undefined }) {
  const save = useMutation({ mutationFn: saveFaces });
  const again = useMutation({ mutationFn: makeAgain });
  const isSaved = face?.saved ?? false;
  return (
    <Group gap="xs" mt="auto" px={8}>
      <Button
        variant="default"
        disabled={!face || isSaved}
        loading={save.isPending}
        leftSection={isSaved ? <IconBookmarkFilled size={15} /> : <IconBookmark size={15} />}
        onClick={() => face && save.mutate([face])}
      >
        {isSaved ? 'Saved' : 'Save'}
      </Button>
      <Tooltip label="Draws it from its recipe and compares it with this picture" openDelay={500}>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate(id)}>
          Make again
        </Button>
      </Tooltip>
      <Button variant="default" onClick={() => void removeFaces([id])}>
        Remove
      </Button>
    </Group>
  );
}
