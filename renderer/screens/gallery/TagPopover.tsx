import { Button, Popover, Stack, TagsInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FaceId } from '../../../main/contract/ids.ts';
import { studio } from '../../client/studio.ts';
import { tagFaces } from './face-actions.ts';

/** Adds tags to all chosen faces, or takes them away. */
export function TagPopover({ ids }: { ids: FaceId[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" disabled={ids.length === 0} onClick={() => setIsOpen(!isOpen)}>
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagForm ids={ids} onDone={() => setIsOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function TagForm({ ids, onDone }: { ids: FaceId[]; onDone: () => void }) {
  const known = useQuery(studio.faces.tags.queryOptions()).data?.map(({ tag }) => tag) ?? [];
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const apply = useMutation({ mutationFn: () => tagFaces(ids, { add, remove }), onSuccess: onDone });
  return (
    <form
      aria-label="Tag faces"
      onSubmit={(event) => {
        event.preventDefault();
        apply.mutate();
      }}
    >
      <Stack gap="sm">
        <TagsInput
          label="Add tags"
          placeholder="Enter after each"
          data={known}
          value={add}
          onChange={setAdd}
          acceptValueOnBlur
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
        <TagsInput
          label="Take tags away"
          data={known}
          value={remove}
          onChange={setRemove}
          acceptValueOnBlur
          comboboxProps={{ withinPortal: false }}
        />
        <Button type="submit" loading={apply.isPending} disabled={add.length + remove.length === 0}>
          Apply
        </Button>
      </Stack>
    </form>
  );
}
