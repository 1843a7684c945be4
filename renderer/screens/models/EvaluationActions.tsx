import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconReportAnalytics, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Evaluation } from '../../../main/contract/models/evaluation.ts';
import { studio } from '../../client/studio.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { openReport, saveJson } from './evaluations.ts';

/** What can be done with the scores of one evaluation. */
export function EvaluationActions({ evaluation }: { evaluation: Evaluation }) {
  const open = useMutation({ mutationFn: openReport });
  const save = useMutation({ mutationFn: saveJson });
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    ...studio.models.removeEvaluation.mutationOptions(),
    onSettled: () => setAsked(false),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconReportAnalytics size={15} />}
        loading={open.isPending}
        onClick={() => open.mutate(evaluation)}
      >
        Open report
      </Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <ActionIcon aria-label="More for this evaluation">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save.mutate(evaluation)}>Save as JSON</Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked(true)}>
            Delete evaluation…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <ConfirmDialog
          title="Delete evaluation"
          action="Delete"
          isPending={remove.isPending}
          onConfirm={() => remove.mutate({ id: evaluation.id })}
          onClose={() => setAsked(false)}
        >
          Its scores, pictures and report are deleted from the library. The model stays, and can be evaluated
          again. Reports that were saved elsewhere stay.
        </ConfirmDialog>
      )}
    </>
  );
}
