import { Button, Group } from '@mantine/core';
import { IconDownload, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CardSection } from '../../../main/contract/models/model-card.ts';
import type { Model } from '../../../main/contract/models/models.ts';
import { notifyDone } from '../../client/notify.tsx';
import { saveBlob } from '../../client/save-file.ts';
import { studio } from '../../client/studio.ts';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { CardTextForm } from './CardTextForm.tsx';
import classes from './models.module.css';

/** The card of a model: facts, and between them what its owner wrote. */
export function CardTab({ model }: { model: Model }) {
  const { data: card, error } = useQuery(studio.models.card.queryOptions({ input: { id: model.id } }));
  const [isEditing, setIsEditing] = useState(false);
  if (!card) return error ? <LoadFailure error={error} /> : null;
  const save = () => {
    const name = `${card.title} card.md`;
    saveBlob(name, new Blob([card.markdown], { type: 'text/markdown' }));
    notifyDone('Card saved', `${name} is with your downloads.`);
  };
  if (isEditing) return <CardTextForm model={model} text={card.text} onClose={() => setIsEditing(false)} />;
  return (
    <div className={classes.scores}>
      <Group gap="xs" className={classes.tools}>
        <Button variant="default" leftSection={<IconPencil size={15} />} onClick={() => setIsEditing(true)}>
          Edit your words
        </Button>
        <Button variant="default" leftSection={<IconDownload size={15} />} onClick={save}>
          Save as Markdown
        </Button>
        <span className={classes.hint}>Every export of this model has the card beside it.</span>
      </Group>
      <article className={`${classes.card} selectable`} aria-label={`Card of ${model.name}`}>
        {card.sections.map((section) => (
          <Section key={section.title} section={section} />
        ))}
      </article>
    </div>
  );
}

function Section({ section: { title, ownText, sentences, facts, table } }: { section: CardSection }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {ownText !== undefined && <blockquote className={classes.own}>{ownText}</blockquote>}
      {sentences.length > 0 && <p>{sentences.join(' ')}</p>}
      {facts.length > 0 && (
        <dl className={classes.facts}>
          {facts.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {table && table.rows.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              {table.head.map((cell) => (
                <th key={cell}>{cell}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells) => (
              <tr key={cells[0]}>
                {cells.map((cell, column) => (
                  <td key={table.head[column]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
