import { Select } from '@mantine/core';
import type { Place } from '../../../../main/contract/places/places.ts';
import type { FormPart } from './form.ts';

/** Where the run is to train; asked where there is a choice. */
export function PlaceField({
  form,
  change,
  places,
}: Pick<FormPart, 'form' | 'change'> & { places: readonly Place[] }) {
  if (places.length === 0) return null;
  return (
    <Select
      label="Where"
      allowDeselect={false}
      value={form.placeId ?? here}
      data={[
        { value: here, label: 'This computer' },
        ...places.map(({ id, name }) => ({ value: id as string, label: name })),
      ]}
      onChange={(value) => change({ placeId: places.find(({ id }) => id === value)?.id })}
    />
  );
}

const here = '';
