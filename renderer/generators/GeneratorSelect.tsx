import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { type GeneratorRef, generatorKey, parseGeneratorKey } from '../../main/contract/generators.ts';
import { formatKimg } from '../format.ts';
import classes from './GeneratorSelect.module.css';
import type { Generator } from './generators.ts';

interface Props {
  generators: readonly Generator[];
  chosen: Generator;
  onChoose: (ref: GeneratorRef) => void;
}

/** Which model or run draws. Names of runs often differ at their end only, so the field grows with its name. */
export function GeneratorSelect({ generators, chosen, onChoose }: Props) {
  const list = useCombobox({
    onDropdownClose: () => list.resetSelectedOption(),
    onDropdownOpen: () => list.updateSelectedOptionIndex('active'),
  });
  const groups = [
    { label: 'Models', members: generators.filter(({ ref }) => ref.kind === 'model') },
    { label: 'Runs', members: generators.filter(({ ref }) => ref.kind === 'run') },
  ].filter(({ members }) => members.length > 0);
  // Runs have the same name more often than not, until somebody gives them another.
  const nameOf = ({ name, nimg }: Generator) =>
    generators.filter((other) => other.name === name).length > 1 ? `${name} · ${formatKimg(nimg)}` : name;
  const choose = (key: string) => {
    const ref = parseGeneratorKey(key);
    if (ref) onChoose(ref);
    list.closeDropdown();
  };
  return (
    <Combobox store={list} width="max-content" position="bottom-start" onOptionSubmit={choose}>
      <Combobox.Target targetType="button" withExpandedAttribute>
        <InputBase
          component="button"
          type="button"
          label="Model or run"
          multiline
          pointer
          classNames={{ input: classes.field }}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onClick={() => list.toggleDropdown()}
        >
          {nameOf(chosen)}
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.list}>
        <Combobox.Options mah={320} className={classes.options}>
          {groups.map(({ label, members }) => (
            <Combobox.Group key={label} label={label}>
              {members.map((member) => {
                const key = generatorKey(member.ref);
                return (
                  <Combobox.Option key={key} value={key} active={key === generatorKey(chosen.ref)}>
                    {nameOf(member)}
                  </Combobox.Option>
                );
              })}
            </Combobox.Group>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
