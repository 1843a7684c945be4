import { Button, Menu } from '@mantine/core';
import type { FaceId } from '../../../main/contract/ids.ts';
import { rateFaces } from './face-actions.ts';

/** Rates all chosen faces at once; the keys do the same. */
export function RateMenu({ ids }: { ids: FaceId[] }) {
  const rate = (rating: number | null) => void rateFaces(ids, rating);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" disabled={ids.length === 0}>
          Rate
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ratings.map((rating) => (
          <Menu.Item key={rating} rightSection={rating} onClick={() => rate(rating)}>
            {'★'.repeat(rating)}
          </Menu.Item>
        ))}
        <Menu.Item rightSection={0} onClick={() => rate(null)}>
          No rating
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const ratings = [5, 4, 3, 2, 1];
