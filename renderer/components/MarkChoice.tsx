import { Checkbox, Text } from '@mantine/core';
import { disclosureNote } from '../../main/contract/faces/synthetic-mark.ts';

interface Props {
  /** Where the mark is, for whom, and what it says. */
  description: string;
  isMarked: boolean;
  onChange: (isMarked: boolean) => void;
}

/** Whether files say that they are synthetic; leaving it out shows what the law may ask then. */
export function MarkChoice({ description, isMarked, onChange }: Props) {
  return (
    <>
      <Checkbox
        label="Mark as synthetic"
        description={description}
        checked={isMarked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {!isMarked && (
        <Text size="sm" c="yellow" role="note">
          {disclosureNote}
        </Text>
      )}
    </>
  );
}
