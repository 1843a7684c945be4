import { describe, expect, it, test } from 'vitest';
import { judgeCards, type MachineFacts } from './judge-cards.ts';
import { isUnknownField, readCards, readGauges, type SmiRun } from './nvidia-smi.ts';
import { recorded } from './testing/recorded.ts';

type Name = keyof typeof recorded;

function answerOf(name: Name) {
  const { cards, oldCards, slices }: { cards: SmiRun; oldCards?: SmiRun; slices?: SmiRun } = recorded[name];
  expect(isUnknownField(cards)).toBe(oldCards !== undefined);
  return readCards(oldCards ?? cards, slices);
}

const judge = (name: Name, facts: Partial<MachineFacts> = {}) =>
  judgeCards({
    platform: 'linux',
    arch: 'x64',
    isWsl: false,
    cardsOnBus: name === 'none' ? 0 : 1,
    smi: answerOf(name),
    isInstalled: false,
    ...facts,
  });

describe('what nvidia-smi prints', () => {
  it('names each card with its memory, driver and abilities', () => {
    expect(answerOf('twoCards')).toEqual({
      cards: [
        {
          index: 0,
          uuid: 'GPU-8c1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10',
          name: 'NVIDIA GeForce RTX 4090',
          driver: '535.183.01',
          computeCapability: '8.9',
          memoryBytes: 24_564 * 2 ** 20,
          slices: [],
        },
        expect.objectContaining({ index: 1, name: 'NVIDIA GeForce GTX 1080', computeCapability: '6.1' }),
      ],
    });
  });

  it('names slices of a card', () => {
    expect(answerOf('mig')).toMatchObject({
      cards: [
        {
          slices: [
            { name: '3g.20gb', uuid: 'MIG-c7384736-a75d-5afc-978f-d2f1294409fd' },
            { name: '1g.5gb', uuid: 'MIG-a28ad590-3fda-56dd-84fc-0a0b96edc58d' },
          ],
        },
      ],
    });
  });

  it('keeps commas in names', () => {
    const stdout = '0, GPU-1, 550.54, 100, [N/A], 8.6, NVIDIA A, B\n';
    expect(readCards({ code: 0, stdout, stderr: '' })).toMatchObject({ cards: [{ name: 'NVIDIA A, B' }] });
  });

  test.each([
    ['1213, 12288, 61', { memoryUsedBytes: 1213 * 2 ** 20, memoryBytes: 12_288 * 2 ** 20, temperature: 61 }],
    ['1213, 12288, [N/A]', { memoryUsedBytes: 1213 * 2 ** 20, memoryBytes: 12_288 * 2 ** 20 }],
    ['[N/A], [N/A], 40', undefined],
    ['', undefined],
  ])('reads gauges of "%s"', (stdout, gauges) => {
    expect(readGauges({ code: 0, stdout, stderr: '' })).toEqual(gauges);
  });

  it('takes no gauges from a card that is gone', () => {
    expect(readGauges(recorded.lost.cards)).toBeUndefined();
  });
});

describe('what cannot work is said beforehand', () => {
  test.each<[Name, RegExp, RegExp]>([
    ['oldDriver', /GTX 1050 Ti has the driver 470\.256\.02.*needs 525\.60\.13/, /Update the NVIDIA driver/],
    ['somewhatOldDriver', /driver 515\.105\.01.*needs 525\.60\.13/, /Update/],
    [
      'blackwell',
      /RTX 5090 is too new.*12\.0.*up to 9\.0/,
      /can also train on a graphics card through WebGPU/,
    ],
    ['maxwell', /GTX 970 is too old.*5\.2.*6\.0 or higher/, /on the processor/],
    ['noPermission', /does not let this user.*Insufficient Permissions/, /groups "video" and "render"/],
    ['noDriver', /driver is not loaded/, /Install NVIDIA’s driver/],
    ['mismatch', /do not fit together/, /Restart/],
    ['lost', /does not answer.*GPU is lost/, /Restart/],
    ['noDevices', /sees no card/, /on the processor/],
    ['blocked', /Windows does not let WSL/, /wsl --update/],
    ['nonsense', /does not understand: Wed Nov 30/, /Report this/],
  ])('%s', (name, reason, next) => {
    expect(judge(name)).toMatchObject({
      fits: false,
      reason: expect.stringMatching(reason),
      next: expect.stringMatching(next),
    });
  });

  it('no card at all needs nothing to be done', () => {
    expect(judge('none')).toEqual({
      cards: [],
      fits: false,
      reason: 'There is no NVIDIA graphics card in this computer.',
    });
  });

  it('a card without NVIDIA’s driver', () => {
    expect(judge('none', { cardsOnBus: 1 }).reason).toMatch(/driver is not loaded/);
  });

  it('a full disk', () => {
    const disk = { freeBytes: 2.04e9, neededBytes: 6e9 };
    expect(judge('fitting', { disk })).toMatchObject({
      fits: false,
      reason: expect.stringMatching(/takes 6\.0 GB.*2\.0 GB are free/),
      next: expect.stringContaining('FACELOOM_CACHE_DIR'),
    });
  });

  test.each<[NodeJS.Platform, NodeJS.Architecture, RegExp]>([
    ['win32', 'x64', /no CUDA build for Windows/],
    ['darwin', 'arm64', /Macs/],
    ['linux', 'arm64', /made for linux-x64, and this is linux-arm64/],
  ])('%s-%s, whatever the card', (platform, arch, reason) => {
    expect(judge('fitting', { platform, arch })).toMatchObject({
      fits: false,
      reason: expect.stringMatching(reason),
    });
  });

  test.each<[NodeJS.Platform, NodeJS.Architecture, Name]>([
    ['win32', 'x64', 'fitting'],
    ['darwin', 'arm64', 'none'],
    ['linux', 'x64', 'blackwell'],
  ])('where TensorFlow does not fit, WebGPU is there to be chosen: %s-%s, %s', (platform, arch, name) => {
    const next = (isInstalled: boolean) => judge(name, { platform, arch, isInstalled }).next;
    expect(next(false)).toMatch(/Faceloom can also train on a graphics card through WebGPU/);
    expect(next(true)).toBe(next(false));
  });

  it('WSL without a card', () => {
    expect(judge('none', { isWsl: true })).toMatchObject({
      reason: expect.stringContaining('/usr/lib/wsl/lib'),
      next: expect.stringContaining('in Windows, not in WSL'),
    });
  });

  it('WSL with a driver of Windows that is too old', () => {
    expect(judge('somewhatOldDriver', { isWsl: true })).toMatchObject({
      reason: expect.stringContaining('527.41'),
      next: 'Update the NVIDIA driver in Windows.',
    });
  });
});

describe('what can work', () => {
  test.each<[Name, string]>([
    ['fitting', 'NVIDIA GeForce RTX 3060 can train.'],
    ['twoCards', 'NVIDIA GeForce RTX 4090 can train.'],
    ['blackwellAndAda', 'NVIDIA GeForce RTX 4080 can train.'],
    ['mig', 'NVIDIA A100-SXM4-40GB can train.'],
  ])('%s', (name, reason) => {
    expect(judge(name)).toMatchObject({ fits: true, reason, next: expect.stringContaining('-- --cuda') });
  });

  it('in an installed program names no command of a checkout, and asks for no disk', () => {
    const { reason, next } = judge('fitting', {
      isInstalled: true,
      disk: { freeBytes: 0, neededBytes: 6e9 },
    });
    expect(reason).toBe('NVIDIA GeForce RTX 3060 can train.');
    expect(next).toMatch(/trains on the processor/);
    expect(next).not.toContain('npm');
  });

  it('judges each of several cards', () => {
    expect(judge('blackwellAndAda').cards.map(({ fits }) => fits)).toEqual([false, true]);
  });

  it('WSL, and where its driver lies', () => {
    expect(judge('fitting', { isWsl: true })).toMatchObject({
      fits: true,
      reason: expect.stringContaining('/usr/lib/wsl/lib'),
    });
  });
});
