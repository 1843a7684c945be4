import { expect, it, vi } from 'vitest';
import { inErrorScopes } from './error-scopes.ts';
import { GpuExecutor } from './executor.ts';
import type { GpuProgram } from './gpu-program.ts';
import { fakeDevice } from './testing/fake-device.ts';

const right: GpuProgram = {
  shaders: [{ code: 'right', entryPoint: 'main' }],
  uniforms: new Uint8Array(256),
  constants: [],
  kept: [16],
  state: [],
  inputs: [],
  scratch: [],
  functions: {},
};
const wrongCode: GpuProgram = { ...right, shaders: [{ code: 'wrong code', entryPoint: 'main' }] };
const tooLarge: GpuProgram = { ...right, kept: [2 ** 31] };

const failureOf = (creation: Promise<GpuExecutor>): Promise<unknown> =>
  creation.then(
    () => 'made',
    ({ trouble, message }) => `${trouble}: ${message}`,
  );

it('says of each of several programs that are made at once what is wrong with it, and of no other', async () => {
  const expected = new Map([
    [right, 'made'],
    [wrongCode, 'refused: The graphics card cannot run these steps: wrong code'],
    [tooLarge, `memory: The graphics card has no memory left: no ${2 ** 31} bytes`],
  ]);
  for (const order of [
    [right, wrongCode, tooLarge],
    [wrongCode, tooLarge, right],
    [tooLarge, right, wrongCode],
    [wrongCode, right, tooLarge, right],
  ]) {
    const { device } = fakeDevice();
    const made = await Promise.all(order.map((program) => failureOf(GpuExecutor.create(device, program))));
    expect(made).toEqual(order.map((program) => expected.get(program)));
  }
});

it('leaves what others do meanwhile to whoever listens', async () => {
  const { device } = fakeDevice();
  const heard = vi.fn();
  device.onuncapturederror = heard;
  const creating = GpuExecutor.create(device, right);
  device.createShaderModule({ code: 'wrong as well' });
  await creating;
  expect(heard).toHaveBeenCalledOnce();
});

it('tells what work throws, and takes its scopes away', async () => {
  const { device } = fakeDevice();
  const judged = await inErrorScopes(device, () => {
    throw new Error('there is no such buffer');
  });
  expect(judged).toMatchObject({
    trouble: { trouble: 'refused', message: expect.stringContaining('no such buffer') },
  });
  expect(await device.popErrorScope()).toBeNull();
});
