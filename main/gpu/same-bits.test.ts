import { afterAll, describe, expect, it } from 'vitest';
import { type Scalar, type Tensor4D, tf } from '../compute/engines/tf.ts';
import { recordProgram } from '../compute/step-compiler/gpu/record-program.ts';
import { gpuHere } from '../compute/testing/gpu-here.ts';
import type { Card, StartedProgram } from './card.ts';
import type { GpuProgram } from './gpu-program.ts';
import { openRemoteCard } from './remote-card.ts';
import { serveCard } from './serve-card.ts';
import { lines } from './testing/lines.ts';

const gpu = await gpuHere();

describe.skipIf('missing' in gpu)(
  `a real card at the other end of a line ${'missing' in gpu ? gpu.missing : ''}`,
  () => {
    const here = gpu as Card;
    afterAll(() => here.close());

    /** A convolution, a nonlinearity and a product, whose filter moves with each call. */
    const record = (): Promise<GpuProgram> =>
      recordProgram({ limits: here.limits, ...here.adapter }, () => {
        const w = tf.variable(tf.tensor4d(new Float32Array(90), [3, 3, 2, 5]));
        const x = tf.tensor4d(new Float32Array(256), [2, 8, 8, 2]);
        const loss = (pictures: Tensor4D) =>
          tf.sum<Scalar>(tf.square(tf.tanh(tf.conv2d(pictures, w, 2, 'same'))));
        return {
          state: new Map([['w', w]]),
          functions: {
            step: {
              inputs: { x },
              run: (inputs) => {
                const { value, grads } = tf.variableGrads(() => loss(inputs['x'] as Tensor4D), [w]);
                w.assign(tf.sub(w, tf.mul(Object.values(grads)[0], 0.01)));
                return value;
              },
            },
          },
          dispose: () => tf.dispose([w, x]),
        };
      });
    const wave = (count: number, at: number) =>
      Float32Array.from({ length: count }, (_, i) => Math.sin(i * at));

    async function train(
      program: StartedProgram,
    ): Promise<{ losses: number[]; w: Float32Array | undefined }> {
      program.writeState(new Map([['w', wave(3 * 3 * 2 * 5, 0.7)]]));
      const calls = [0.1, 0.2, 0.3, 0.4].map((at) => program.run('step', { x: wave(2 * 8 * 8 * 2, at) }));
      const losses = (await Promise.all(calls)).map(([loss]) => loss);
      const w = (await program.readState()).get('w');
      program.dispose();
      return { losses, w };
    }

    it('computes what it computes here, to the bit', async () => {
      const program = await record();
      const expected = await train(await here.start(program));
      const { page, asker } = lines();
      serveCard(page, async () => here);
      const there = await openRemoteCard(asker, { allowsSoftware: true, power: 'high-performance' });
      if ('missing' in there) throw new Error(there.missing);
      expect(there.limits).toEqual(here.limits);
      const actual = await train(await there.start(program));
      expect(actual).toEqual(expected);
      expect(new Set(actual.losses).size).toBe(4);
      there.close();
    });
  },
);
