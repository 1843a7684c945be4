import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../../engines/index.ts';
import { tf } from '../../../engines/tf.ts';
import {
  archiveParts,
  h5File,
  kerasFile,
  kerasRecordings,
  kerasVersion,
  latentsOf,
} from '../../../testing/keras-recordings/keras-recordings.ts';
import { kerasH5 } from '../keras-h5.ts';
import { runImported } from '../open.ts';

beforeAll(() => loadEngine('wasm', 0));

/** Largest difference between what is drawn here and what Keras drew, in parts of the range of the pictures. */
async function differenceFrom(
  recording: (typeof kerasRecordings)[number],
  files: Iterable<readonly [string, Uint8Array]>,
): Promise<number> {
  const model = runImported(await kerasH5.read(new Map(files)));
  const drawn = model.draw(tf.tensor(latentsOf(recording), [...recording.latents]));
  expect(drawn.shape).toEqual(recording.pictures);
  const { values } = recording;
  const range = Math.max(1, ...values.map(Math.abs));
  const largest = drawn
    .dataSync<'float32'>()
    .reduce((most, value, i) => Math.max(most, Math.abs(value - values[i])), 0);
  drawn.dispose();
  model.dispose();
  return largest / range;
}

/** Sums of 32-bit floats in another order. */
const rounding = 1e-5;

describe(`generators that Keras ${kerasVersion} saved`, () => {
  it.each(kerasRecordings)('$name.keras draws what Keras drew', async (recording) => {
    const file = await kerasFile(recording);
    expect(await differenceFrom(recording, [['generator.h5', file]])).toBeLessThan(rounding);
  });

  it.each(kerasRecordings.filter(({ h5 }) => h5 !== undefined))(
    '$name.h5 draws what Keras drew',
    async (recording) => {
      expect(await differenceFrom(recording, [['generator.h5', await h5File(recording)]])).toBeLessThan(
        rounding,
      );
    },
  );

  it('are read from a folder that a .keras file was unpacked into', async () => {
    const [recording] = kerasRecordings;
    const parts = await archiveParts(recording);
    const weights = parts.get('model.weights.h5') ?? new Uint8Array();
    expect(await differenceFrom(recording, [...parts, ['generator.h5', weights]])).toBeLessThan(rounding);
  });
});
