import { Button, Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconStethoscope } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import type { Verdict } from '../../../main/contract/datasets/diagnosis.ts';
import { facesModeNames } from './DatasetHeader.tsx';
import classes from './datasets.module.css';
import { importAgain } from './import-actions.ts';

/** Whether the pictures are enough, in one line; what would help, below it when asked. */
export function VerdictLine({ dataset, verdict }: { dataset: Dataset; verdict: Verdict }) {
  const [isOpen, setIsOpen] = useState(verdict.suggestedFaces !== undefined);
  const { headline, advice, suggestion, suggestedFaces, level } = verdict;
  const again = useMutation({ mutationFn: importAgain.bind(undefined, dataset) });
  return (
    <section className={classes.verdict} data-level={level} aria-label="Verdict">
      <UnstyledButton
        className={classes.verdictHead}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <IconStethoscope size={18} stroke={1.5} aria-hidden />
        <strong>{headline}</strong>
        <IconChevronDown size={16} data-open={isOpen || undefined} aria-hidden />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <div className={classes.advice}>
          {advice.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p>{suggestion}</p>
          {suggestedFaces && (
            <Button
              size="xs"
              variant="default"
              loading={again.isPending}
              onClick={() => again.mutate(suggestedFaces)}
            >
              Import again, {facesModeNames[suggestedFaces]}
            </Button>
          )}
        </div>
      </Collapse>
    </section>
  );
}
