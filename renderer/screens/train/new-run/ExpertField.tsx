import { ActionIcon, Chip, Group, Select, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useId } from 'react';
import type { HyperParameterField } from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import type { HyperParameter } from '../../../../main/contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { hyperParameterTopics } from '../../../help/topics.ts';
import { describeHyperParameter, writeHyperParameter } from '../hyper-parameter-text.ts';
import classes from './expert.module.css';

interface Props {
  field: HyperParameterField;
  /** As typed; absent = as the preset has it. */
  text: string | undefined;
  /** What the preset has. */
  own: RunConfig[HyperParameter];
  isChanged: boolean;
  problem: string | undefined;
  /** Undefined resets it. */
  onChange: (text: string | undefined) => void;
}

/** One hyper-parameter: what it is, its value and unit, and what the preset has. */
export function ExpertField({ field, text, own, isChanged, problem, onChange }: Props) {
  const { title, description, unit } = field;
  const id = useId();
  const topic = hyperParameterTopics[field.key];
  const ownText = describeHyperParameter(field, own);
  return (
    <div className={classes.field} data-changed={isChanged || undefined}>
      <div className={classes.about}>
        <label htmlFor={id}>{title}</label> {topic && <HelpMark topic={topic} />}
        <p id={`${id}-about`}>{description}</p>
      </div>
      <div className={classes.value} data-wide={isWide(field) || undefined}>
        <ValueInput {...{ field, id, problem, onChange }} text={text ?? writeHyperParameter(own)} />
        {unit && <span className={classes.unit}>{unit}</span>}
      </div>
      <div className={classes.default}>
        <span title={ownText}>Default: {ownText}</span>
        {(isChanged || problem !== undefined) && (
          <Tooltip label={`Reset to ${ownText}`}>
            <ActionIcon size={22} aria-label={`Reset: ${title}`} onClick={() => onChange(undefined)}>
              <IconArrowBackUp size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

/** Choices and lists take the place of a unit too. */
const isWide = ({ kind }: HyperParameterField) => kind !== 'number' && kind !== 'whole number';

interface InputProps extends Pick<Props, 'field' | 'problem' | 'onChange'> {
  id: string;
  text: string;
}

function ValueInput({ field, id, text, problem, onChange }: InputProps) {
  const { kind, options, title } = field;
  const common = { id, 'aria-describedby': `${id}-about`, error: problem };
  switch (kind) {
    case 'switch':
      return (
        <Switch
          {...common}
          checked={text === 'true'}
          onChange={(event) => onChange(String(event.currentTarget.checked))}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={[...options]}
          value={text}
          onChange={(value) => onChange(value ?? undefined)}
        />
      );
    case 'choices':
      return (
        <Chip.Group
          multiple
          value={text.split(/[\s,]+/).filter(Boolean)}
          onChange={(all) => onChange(all.join(', '))}
        >
          <Group gap={4} id={id} role="group" aria-label={title}>
            {options.map((option) => (
              <Chip key={option} value={option} size="xs" variant="outline">
                {option}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      );
    default:
      return (
        <TextInput
          {...common}
          inputMode={kind === 'numbers' ? 'text' : 'decimal'}
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
