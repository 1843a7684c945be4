import { type AdapterFacts, type Card, type CardChoice, CardLimits, type MissingCard } from './card.ts';
import { GpuExecutor } from './executor.ts';

/** A card in this process. */
export interface OpenedCard extends Card {
  readonly device: GPUDevice;
}

/** Opens one of the graphics cards that WebGPU finds, with all that it offers, or says why there is none. */
export async function openCard(
  gpu: Gpu | undefined,
  { allowsSoftware, power }: CardChoice,
): Promise<OpenedCard | MissingCard> {
  if (gpu === undefined) return { missing: 'webgpu', detail: '' };
  const find = (powerPreference: CardChoice['power']) =>
    gpu.requestAdapter({ powerPreference }).catch(refused);
  const found = await find(power);
  if (found === null) return { missing: 'card', detail: '' };
  if ('missing' in found) return found;
  const adapter = factsOf(found);
  if (adapter.isSoftware && !allowsSoftware) return { missing: 'hardware', detail: nameOf(adapter) };
  if (power === 'low-power') {
    const stronger = await find('high-performance');
    // WebGPU does not say which card it is: two with the same facts are taken for one.
    if (stronger !== null && !('missing' in stronger) && isSame(factsOf(stronger), adapter))
      return { missing: 'second', detail: nameOf(adapter) };
  }
  const limits = limitsOf(found);
  const device = await found.requestDevice({ requiredLimits: { ...limits } }).catch(refused);
  if ('missing' in device) return device;
  return {
    ...{ device, adapter, limits },
    start: (program) => GpuExecutor.create(device, program),
    close: () => device.destroy(),
  };
}

const factsOf = ({ info }: Adapter): AdapterFacts => ({
  vendor: info.vendor.slice(0, 200),
  architecture: info.architecture.slice(0, 200),
  description: info.description.slice(0, 200),
  isSoftware: info.isFallbackAdapter,
});

const isSame = (one: AdapterFacts, other: AdapterFacts): boolean =>
  one.vendor === other.vendor &&
  one.architecture === other.architecture &&
  one.description === other.description;

const refused = (error: unknown): MissingCard => ({
  missing: 'device',
  detail: String(error).slice(0, 1000),
});

/** For people: what WebGPU says, or else the short names of the maker and the kind. */
export const nameOf = ({ description, vendor, architecture }: AdapterFacts): string =>
  description || [vendor, architecture].filter(Boolean).join(' ') || 'a graphics card without a name';

/** `navigator.gpu`, or Dawn's object of the same kind. */
export interface Gpu {
  requestAdapter(options: GPURequestAdapterOptions): Promise<Adapter | null>;
}

interface Adapter extends Pick<GPUAdapter, 'limits' | 'requestDevice'> {
  info: { vendor: string; architecture: string; description: string; isFallbackAdapter: boolean };
}

/** Limits are 64 bits wide, and what is as good as none may be more than a number can tell apart. */
const limitsOf = ({ limits }: Adapter): CardLimits =>
  CardLimits.parse(
    Object.fromEntries(
      CardLimits.keyof().options.map((name) => [name, Math.min(limits[name], Number.MAX_SAFE_INTEGER)]),
    ),
  );
