import { ActionIcon, Select, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Comparison } from '../../../main/contract/compare/compare.ts';
import { type GeneratorRef, generatorKey } from '../../../main/contract/generators.ts';
import { SidePanel } from '../../components/SidePanel.tsx';
import { formatKimg } from '../../format.ts';
import { compare } from '../../generators/compared.ts';
import { chartColours } from '../../theme/theme.ts';
import { AddSubject } from './AddSubject.tsx';
import classes from './compare.module.css';
import { useCheckpoints } from './use-checkpoints.ts';
import type { Compared } from './use-comparison.ts';

interface Props {
  refs: readonly GeneratorRef[];
  subjects: readonly Compared[];
  missing: Comparison['missing'];
}

/** Who is compared, with which checkpoint; more can be added and each be left out. */
export function SubjectsPanel({ refs, subjects, missing }: Props) {
  const without = (key: string) => compare(refs.filter((ref) => generatorKey(ref) !== key));
  const replace = (key: string, by: GeneratorRef) =>
    compare(refs.map((ref) => (generatorKey(ref) === key ? by : ref)));
  return (
    <SidePanel label="Compared">
      <div className={classes.subjects}>
        <AddSubject refs={refs} />
        <ul className={classes.subjectList} aria-label="Compared">
          {subjects.map((subject) => (
            <SubjectRow
              key={subject.key}
              subject={subject}
              onRemove={() => without(subject.key)}
              onReplace={(by) => replace(subject.key, by)}
            />
          ))}
          {missing.map(({ from, reason }) => (
            <li key={generatorKey(from)} className={classes.subject}>
              <span className={classes.subjectText}>
                <strong>{from.id}</strong>
                <span>{reason}</span>
              </span>
              <RemoveButton name={from.id} onPress={() => without(generatorKey(from))} />
            </li>
          ))}
        </ul>
      </div>
    </SidePanel>
  );
}

interface RowProps {
  subject: Compared;
  onRemove: () => void;
  onReplace: (by: GeneratorRef) => void;
}

function SubjectRow({ subject, onRemove, onReplace }: RowProps) {
  const { from, name, preset, resolution, nimg, colour, label } = subject;
  const scheme = useComputedColorScheme('dark');
  return (
    <li className={classes.subject}>
      <i style={{ background: chartColours[scheme][colour] }} />
      <span className={classes.subjectText}>
        <strong title={name}>{name}</strong>
        <span>
          {from.kind === 'model' ? 'Model' : 'Run'} · {preset ?? 'imported'} · {resolution} px
          {nimg > 0 && from.kind === 'model' && ` · ${formatKimg(nimg)}`}
        </span>
        {from.kind === 'run' && <CheckpointSelect subject={subject} run={from} onReplace={onReplace} />}
      </span>
      <RemoveButton name={label} onPress={onRemove} />
    </li>
  );
}

interface CheckpointProps {
  subject: Compared;
  run: Extract<GeneratorRef, { kind: 'run' }>;
  onReplace: (by: GeneratorRef) => void;
}

/** Which of a run's checkpoints draws. */
function CheckpointSelect({ subject, run, onReplace }: CheckpointProps) {
  const checkpoints = useCheckpoints([run.id])[0] ?? [];
  const marks = ({ isBest, isPinned }: { isBest: boolean; isPinned: boolean }) =>
    [...(isBest ? ['best'] : []), ...(isPinned ? ['pinned'] : [])].map((mark) => ` · ${mark}`).join('');
  return (
    <Select
      aria-label={`Checkpoint of ${subject.name}`}
      size="xs"
      classNames={{ input: classes.checkpoint }}
      value={run.checkpoint ?? 'newest'}
      data={[
        { value: 'newest', label: `newest, ${formatKimg(checkpoints[0]?.nimg ?? subject.nimg)}` },
        ...checkpoints.map((each) => ({ value: each.name, label: formatKimg(each.nimg) + marks(each) })),
      ]}
      onChange={(value) =>
        onReplace({
          kind: 'run',
          id: run.id,
          ...(value && value !== 'newest' ? { checkpoint: value } : {}),
        })
      }
    />
  );
}

function RemoveButton({ name, onPress }: { name: string; onPress: () => void }) {
  return (
    <Tooltip label="Leave out of the comparison">
      <ActionIcon size={22} aria-label={`Leave out ${name}`} onClick={onPress}>
        <IconX size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
