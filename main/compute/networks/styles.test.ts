import { beforeAll, describe, expect, it } from 'vitest';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import { PresetId } from '../../contract/presets.ts';
import { randomStream } from '../../protocol/random.ts';
import { type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { architectureOf } from './index.ts';
import { normalisedLatents } from './layers.ts';
import { disposeWeights } from './weights.ts';

/** The presets that mix; the classics have one latent only. */
const mixing = PresetId.options.filter((preset) => !preset.startsWith('classic'));

const latents = (name: string, size: number): Tensor2D =>
  tf.tensor2d(randomStream(1, name, 0).fillNormal(new Float32Array(2 * size)), [2, size]);

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(mixing)('every latent of %s has its own part in a picture', (preset) => {
    const config = smallConfig(preset, { channels: 3, skipExcitation: preset === 'max-256' });
    const architecture = architectureOf(config);
    const { generateStyled } = architecture;
    const count = latentSpaceOf(config).stages.length;
    expect(count).toBeGreaterThan(2);
    const weights = architecture.createGenerator(config);
    tf.tidy(() => {
      const [z, other] = [latents('z', config.latentSize), latents('other', config.latentSize)];
      const [mapped, mappedOther] = [normalisedLatents(z), normalisedLatents(other)];
      const plain = architecture.generate(config, weights, z);
      const styles = Array.from({ length: count }, () => mapped);
      const draw = (given: Tensor2D[]) => generateStyled?.(config, weights, given) ?? plain;
      const distance = (given: Tensor2D[]) => tf.max(tf.abs(tf.sub(draw(given), plain))).dataSync()[0];
      expect(distance(styles)).toBe(0);
      for (let i = 0; i < count; i++) {
        expect(distance(styles.map((style, k) => (k === i ? mappedOther : style)))).toBeGreaterThan(1e-3);
      }
      // All of another are that one's picture.
      const whole = tf.sub(
        draw(styles.map(() => mappedOther)),
        architecture.generate(config, weights, other),
      );
      expect(tf.max(tf.abs(whole)).dataSync()[0]).toBe(0);
    });
    disposeWeights(weights);
  });

  it('excitation lets coarse maps set the channels of fine ones', () => {
    const config = smallConfig('max-256');
    expect(config.skipExcitation).toBe(true);
    const architecture = architectureOf(config);
    const weights = architecture.createGenerator(config);
    // 4 to 64 pixels: the fourth block of this size.
    const excite = weights.get('excite3.bias');
    expect([...weights.keys()].filter((name) => name.startsWith('excite'))).toEqual([
      'excite3.kernel',
      'excite3.bias',
    ]);
    tf.tidy(() => {
      const z = latents('z', config.latentSize);
      // Gates that are shut leave nothing but the last layer's bias, which is 0.
      excite?.assign(tf.fill(excite.shape, -100));
      expect(tf.max(tf.abs(architecture.generate(config, weights, z))).dataSync()[0]).toBeLessThan(1e-6);
    });
    disposeWeights(weights);
  });

  it('the decoder’s error is that of its drawing from the picture at 32 pixels', () => {
    const config = smallConfig('max-256', { reconstructionWeight: 1 });
    const architecture = architectureOf(config);
    const weights = architecture.createDiscriminator(config);
    tf.tidy(() => {
      // A decoder that draws mid-grey whatever it sees.
      for (const name of ['decode-picture.kernel', 'decode-picture.bias']) {
        const variable = weights.get(name);
        variable?.assign(tf.zeros(variable.shape));
      }
      const half: Tensor4D = tf.concat([tf.fill([2, 64, 32, 1], 0.5), tf.fill([2, 64, 32, 1], -1)], 2);
      const error = architecture.reconstructionError?.(config, weights, half);
      expect(error?.dataSync()[0]).toBeCloseTo((0.5 ** 2 + 1) / 2, 5);
    });
    disposeWeights(weights);
  });
});

it('classics have none', () => {
  for (const preset of PresetId.options.filter((id) => id.startsWith('classic'))) {
    const config = smallConfig(preset);
    expect(architectureOf(config).generateStyled).toBeUndefined();
    expect(latentSpaceOf(config)).toMatchObject({ stages: [{}], mapping: 'none' });
  }
});
