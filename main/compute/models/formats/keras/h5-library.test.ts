import { expect, it, vi } from 'vitest';
import { withHdf5 } from './h5-library.ts';

it('refuses a damaged file, and prints nothing of it', async () => {
  // Before the library is loaded, which keeps the function that it prints with.
  const printed = vi.spyOn(console, 'error');
  const damaged = withHdf5('r', new Uint8Array(100), (file) => file.keys());
  await expect(damaged).rejects.toThrow('The file is damaged, or it is not an HDF5 file.');
  expect(printed).not.toHaveBeenCalled();
});
