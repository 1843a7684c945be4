import { TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { isComposing } from '../commands/keys.ts';

interface Props {
  name: string;
  /** What the tooltip says besides "Rename". */
  hint?: string;
  className?: string | undefined;
  /** Called with another name that is not empty. */
  onRename: (name: string) => void;
}

/** A name that a press makes a field: Enter or leaving it renames, Escape does not. */
export function EditableName({ name, hint, className, onRename }: Props) {
  const [isNaming, setIsNaming] = useState(false);
  const settle = (next: string) => {
    setIsNaming(false);
    if (next.trim() !== '' && next.trim() !== name) onRename(next.trim());
  };
  if (!isNaming) {
    return (
      <Tooltip label={hint ? `Rename; ${hint}` : 'Rename'}>
        <UnstyledButton
          {...(className === undefined ? {} : { className })}
          aria-label={`Rename ${name}`}
          onClick={() => setIsNaming(true)}
        >
          {name}
        </UnstyledButton>
      </Tooltip>
    );
  }
  return (
    <TextInput
      aria-label={`Name of ${name}`}
      size="xs"
      flex={1}
      autoFocus
      maxLength={80}
      defaultValue={name}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => settle(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setIsNaming(false);
      }}
    />
  );
}
