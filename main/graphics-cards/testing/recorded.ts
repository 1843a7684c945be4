import type { SmiRun } from '../nvidia-smi.ts';

/** What nvidia-smi prints, in its words: for each machine the answers to the queries that Faceloom makes. */
interface Recorded {
  cards: SmiRun;
  oldCards?: SmiRun;
  slices?: SmiRun;
}

const printed = (stdout: string): SmiRun => ({ code: 0, stdout: `${stdout}\n`, stderr: '' });
const failed = (code: number, stdout: string): SmiRun => ({ code, stdout: `${stdout}\n`, stderr: '' });

export const recorded = {
  none: { cards: { code: null, stdout: '', stderr: '' } },
  fitting: {
    cards: printed(
      '0, GPU-8c1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10, 550.54.14, 12288, [N/A], 8.6, NVIDIA GeForce RTX 3060',
    ),
  },
  oldDriver: {
    cards: failed(2, 'Field "compute_cap" is not a valid field to query.\n'),
    oldCards: printed('0, GPU-0d8e3b7a-15a5-7f6e-7f3b-6a6b8c0b7b1e, 470.256.02, 4040, GeForce GTX 1050 Ti'),
  },
  somewhatOldDriver: {
    cards: printed(
      '0, GPU-1f5e3b7a-15a5-7f6e-7f3b-6a6b8c0b7b1e, 515.105.01, 8192, [N/A], 7.5, NVIDIA GeForce RTX 2070',
    ),
  },
  twoCards: {
    cards: printed(
      [
        '0, GPU-8c1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10, 535.183.01, 24564, Disabled, 8.9, NVIDIA GeForce RTX 4090',
        '1, GPU-44cb2a3e-8d0a-4a4c-8c1e-1e6f3a1f0b22, 535.183.01, 8119, [N/A], 6.1, NVIDIA GeForce GTX 1080',
      ].join('\n'),
    ),
  },
  blackwell: {
    cards: printed(
      '0, GPU-5b1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10, 572.16, 32607, [N/A], 12.0, NVIDIA GeForce RTX 5090',
    ),
  },
  blackwellAndAda: {
    cards: printed(
      [
        '0, GPU-5b1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10, 572.16, 32607, [N/A], 12.0, NVIDIA GeForce RTX 5090',
        '1, GPU-6c1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a11, 572.16, 16380, [N/A], 8.9, NVIDIA GeForce RTX 4080',
      ].join('\n'),
    ),
  },
  maxwell: {
    cards: printed(
      '0, GPU-9c1b6c5e-62b1-4b0a-9d3f-3d2f1f4d8a10, 535.183.01, 4043, [N/A], 5.2, NVIDIA GeForce GTX 970',
    ),
  },
  mig: {
    cards: printed(
      '0, GPU-a1b2c3d4-62b1-4b0a-9d3f-3d2f1f4d8a10, 535.129.03, 40960, Enabled, 8.0, NVIDIA A100-SXM4-40GB',
    ),
    slices: printed(
      [
        'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-a1b2c3d4-62b1-4b0a-9d3f-3d2f1f4d8a10)',
        '  MIG 3g.20gb     Device  0: (UUID: MIG-c7384736-a75d-5afc-978f-d2f1294409fd)',
        '  MIG 1g.5gb      Device  1: (UUID: MIG-a28ad590-3fda-56dd-84fc-0a0b96edc58d)',
      ].join('\n'),
    ),
  },
  noPermission: { cards: failed(4, 'Failed to initialize NVML: Insufficient Permissions') },
  noDriver: {
    cards: failed(
      9,
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
    ),
  },
  mismatch: { cards: failed(18, 'Failed to initialize NVML: Driver/library version mismatch') },
  lost: {
    cards: failed(
      15,
      'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU',
    ),
  },
  noDevices: { cards: failed(6, 'No devices were found') },
  blocked: {
    cards: failed(17, 'Failed to initialize NVML: GPU access blocked by the operating system'),
  },
  nonsense: { cards: printed('Wed Nov 30 12:00:00 2026\n+-------+') },
} as const satisfies Record<string, Recorded>;
