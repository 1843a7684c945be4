import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { type Model, modelFaceCount } from '../../../main/contract/models/models.ts';
import { CardTab } from './CardTab.tsx';
import { ModelFace } from './ModelFace.tsx';
import { ModelHeader } from './ModelHeader.tsx';
import classes from './models.module.css';
import { ScoresTab } from './ScoresTab.tsx';

type Tab = 'scores' | 'card';

/** One model: what it is and can be used for, the faces that stand for it, its scores and its card. */
export function ModelView({ model }: { model: Model }) {
  const [tab, setTab] = useState<Tab>('scores');
  return (
    <section className={classes.model} aria-label={`Model ${model.name}`}>
      <ModelHeader model={model} />
      <div className={classes.sheet}>
        <ul className={classes.faces} aria-label="Faces of the model">
          {faceIndices.map((index) => (
            <li key={index}>
              <ModelFace model={model} index={index} />
            </li>
          ))}
        </ul>
        <SegmentedControl
          aria-label="What to show"
          mt="md"
          value={tab}
          onChange={setTab}
          data={[
            { value: 'scores', label: 'Scores' },
            { value: 'card', label: 'Card' },
          ]}
        />
        {tab === 'scores' && <ScoresTab model={model} />}
        {tab === 'card' && <CardTab model={model} />}
      </div>
    </section>
  );
}

const faceIndices = Array.from({ length: modelFaceCount }, (_, index) => index);
