import { Button, Group, TextInput } from '@mantine/core';

interface Props {
  label: string;
  placeholder: string;
  path: string;
  onChange: (path: string) => void;
  isBusy: boolean;
}

/** A path on the studio's machine, and the button that submits its form. */
export function PathField({ label, placeholder, path, onChange, isBusy }: Props) {
  return (
    <Group align="end" gap="xs" wrap="nowrap">
      <TextInput
        label={label}
        placeholder={placeholder}
        value={path}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-autofocus
        flex={1}
        spellCheck={false}
      />
      <Button type="submit" disabled={!path.trim()} loading={isBusy}>
        Import
      </Button>
    </Group>
  );
}
