import { Button, Menu, Select, TextInput } from '@mantine/core';
import { IconSearch, IconTag } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { FaceSort } from '../../../main/contract/faces/faces.ts';
import { presentError } from '../../client/present-error.ts';
import { studio } from '../../client/studio.ts';
import { formatCount } from '../../format.ts';
import classes from './gallery.module.css';

interface Props {
  search: string;
  onSearch: (search: string) => void;
  sort: FaceSort;
  onSort: (sort: FaceSort) => void;
  /** Why the search found nothing: what in it is not understood. */
  error: Error | null;
}

/** What the saved faces are searched by, and their order. */
export function FaceSearch({ search, onSearch, sort, onSort, error }: Props) {
  const problem = error && presentError(error);
  return (
    <search className={classes.search}>
      <TextInput
        aria-label="Search"
        placeholder="Words, or tag:smile  rating:>3  model:name  seed:42"
        flex={1}
        leftSection={<IconSearch size={15} />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        error={problem && `${problem.message} ${problem.next}`}
      />
      <TagMenu
        onChoose={(tag) => onSearch(`${search.trim()} tag:${tag.includes(' ') ? `"${tag}"` : tag}`.trim())}
      />
      <Select
        aria-label="Order"
        w={160}
        allowDeselect={false}
        data={FaceSort.options.map((value) => ({ value, label: sortLabels[value] }))}
        value={sort}
        onChange={(value) => onSort(FaceSort.parse(value))}
      />
    </search>
  );
}

const sortLabels: Record<FaceSort, string> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  best: 'Best rated first',
  model: 'By model',
};

function TagMenu({ onChoose }: { onChoose: (tag: string) => void }) {
  const tags = useQuery(studio.faces.tags.queryOptions()).data ?? [];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconTag size={15} />} disabled={tags.length === 0}>
          Tags
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} className={classes.tagMenu}>
        {tags.map(({ tag, count }) => (
          <Menu.Item key={tag} rightSection={formatCount(count)} onClick={() => onChoose(tag)}>
            {tag}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
