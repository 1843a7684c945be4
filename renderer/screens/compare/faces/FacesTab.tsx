import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { useState } from 'react';
import { NumberField } from '../../../components/NumberField.tsx';
import classes from '../compare.module.css';
import type { Compared } from '../use-comparison.ts';
import type { ChosenLatents } from './latents.ts';
import { ScoresTable } from './ScoresTable.tsx';
import { SubjectFigure } from './SubjectFigure.tsx';
import { type Order, sortSubjects } from './sort-subjects.ts';

interface Props {
  subjects: readonly Compared[];
  isOneScale: boolean;
  latents: ChosenLatents;
  onLatents: (latents: ChosenLatents) => void;
}

/** Scores as a table that sorts, and below it the same latents drawn by each, in the same order. */
export function FacesTab({ subjects, isOneScale, latents, onLatents }: Props) {
  const [order, setOrder] = useState<Order>();
  const sorted = sortSubjects(subjects, order);
  return (
    <section className={classes.tab} aria-label="Faces and scores">
      <ScoresTable subjects={sorted} isOneScale={isOneScale} order={order} onOrder={setOrder} />
      <div className={classes.tabHead}>
        <strong>Same latents</strong>
        <LatentFields latents={latents} onLatents={onLatents} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      <section className={classes.figures} tabIndex={0} aria-label="Faces side by side">
        {sorted.map((subject) => (
          <SubjectFigure
            key={subject.key}
            subject={subject}
            latents={latents}
            onChoose={(chosen) => onLatents({ ...latents, chosen })}
          />
        ))}
      </section>
    </section>
  );
}

/** Seed and number of the latents. */
function LatentFields({ latents, onLatents }: Pick<Props, 'latents' | 'onLatents'>) {
  return (
    <div className={classes.fields}>
      <span>Seed</span>
      <NumberField
        aria-label="Seed"
        w={96}
        min={0}
        max={0xffff_ffff}
        allowDecimal={false}
        value={latents.seed}
        onChange={(value) => onLatents({ ...latents, seed: Number(value) || 0 })}
      />
      <Tooltip label="Another seed">
        <ActionIcon
          size={30}
          variant="default"
          aria-label="Another seed"
          onClick={() => onLatents({ ...latents, seed: crypto.getRandomValues(new Uint16Array(1))[0] ?? 0 })}
        >
          <IconArrowsShuffle size={15} />
        </ActionIcon>
      </Tooltip>
      <span>Faces</span>
      <Select
        aria-label="How many faces"
        w={72}
        data={['4', '9', '16', '36', '64']}
        value={String(latents.count)}
        onChange={(value) => {
          const count = Number(value ?? 16);
          onLatents({ ...latents, count, chosen: Math.min(latents.chosen, count - 1) });
        }}
      />
    </div>
  );
}
