import { StudioError } from '../../contract/errors.ts';

/** A graphics card that is ready to compute. */
export interface OpenedDevice {
  device: GPUDevice;
  adapter: AdapterFacts;
}

/** What WebGPU tells of a card. */
export interface AdapterFacts {
  /** Short names in small letters, such as "nvidia" and "ampere"; empty where they are not known. */
  vendor: string;
  architecture: string;
  /** For people. */
  description: string;
  /** The processor, made to look like a graphics card: right, and slower than every other engine. */
  isSoftware: boolean;
}

/**
 * Opens the graphics card that WebGPU prefers, with all that it offers. Throws a StudioError that says why there is none.
 * Software that stands in for a card is opened only where FACELOOM_WEBGPU_SOFTWARE is 1, which tests set.
 */
export async function openDevice(env: NodeJS.ProcessEnv = process.env): Promise<OpenedDevice> {
  if (process.versions['electron'] !== undefined)
    throw new StudioError('ENGINE_UNAVAILABLE', 'WebGPU does not train inside of the window’s program yet.', {
      next: 'Start Faceloom in the browser or from the command line.',
    });
  const adapter = await (await loadGpu()).requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new StudioError('ENGINE_UNAVAILABLE', 'WebGPU finds no graphics card.', {
      next: 'Install the driver of your card; on Linux, its Vulkan driver and the package libvulkan1 as well.',
    });
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  if (isFallbackAdapter && env['FACELOOM_WEBGPU_SOFTWARE'] !== '1')
    throw new StudioError(
      'ENGINE_UNAVAILABLE',
      'WebGPU finds no graphics card, only software in its place.',
      {
        next: 'Use another engine: they are faster than that.',
        subject: description,
      },
    );
  const device = await adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  return { device, adapter: { vendor, architecture, description, isSoftware: isFallbackAdapter } };
}

/** Dawn's own object. Devices become invalid memory when it is collected, so that it is kept. */
let gpu: Gpu | undefined;

async function loadGpu(): Promise<Gpu> {
  if (gpu === undefined) {
    try {
      const dawn: { create(options: string[]): Gpu } = await import('webgpu');
      gpu = dawn.create([]);
    } catch (cause) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        'WebGPU cannot be loaded.',
        {
          next: 'Use another engine. On Linux it needs glibc 2.34 or newer.',
          subject: cause instanceof Error ? cause.message.split('\n')[0] : undefined,
        },
        { cause },
      );
    }
  }
  return gpu;
}

interface Gpu {
  requestAdapter(options: GPURequestAdapterOptions): Promise<Adapter | null>;
}

interface Adapter extends Pick<GPUAdapter, 'limits' | 'requestDevice'> {
  info: { vendor: string; architecture: string; description: string; isFallbackAdapter: boolean };
}

/** Large maps and tiles are worth what a card has beyond what every one must have. */
const limitsOf = ({ limits }: Adapter): Record<string, number> =>
  Object.fromEntries(
    (
      [
        'maxBufferSize',
        'maxStorageBufferBindingSize',
        'maxStorageBuffersPerShaderStage',
        'maxComputeWorkgroupStorageSize',
        'maxComputeInvocationsPerWorkgroup',
        'maxComputeWorkgroupSizeX',
        'maxComputeWorkgroupsPerDimension',
      ] as const
    ).map((name) => [name, limits[name]]),
  );
