import type { GraphicsReport, JudgedCard } from '../../contract/system/graphics-cards.ts';
import type { Candidate } from './candidates.ts';

/** Settings of TensorFlow's CUDA build, for each card that fits and each slice of one: one device per process. */
export function cardCandidates({ cards }: GraphicsReport): readonly Candidate[] {
  return cards.filter(({ fits }) => fits).flatMap((card) => devicesOf(card).flatMap(candidatesOf));
}

/** A card, or a slice of one, as CUDA is told to see it. */
interface Device {
  card: JudgedCard;
  uuid: string;
  title: string;
  /** A card's place on the PCI bus, as nvidia-smi counts; slices have names alone. */
  visible: string;
}

function devicesOf(card: JudgedCard): Device[] {
  if (card.slices.length === 0)
    return [{ card, uuid: card.uuid, title: card.name, visible: String(card.index) }];
  return card.slices.map(({ uuid, name }) => ({
    card,
    uuid,
    title: `${card.name}, slice ${name}`,
    visible: uuid,
  }));
}

/**
 * From Ampere on, cards multiply float32 numbers rounded to 10 bits of fraction (TF32), unless they are told not to; the same
 * have bfloat16.
 */
const firstThatRounds = 8;

function candidatesOf({ card, uuid, title, visible }: Device): Candidate[] {
  const environment = {
    FACELOOM_TENSORFLOW_BUILD: 'cuda',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: visible,
  };
  const common = { engine: 'tensorflow', modes: ['graph', 'graph+xla'] } as const;
  const device = { uuid, name: title, driver: card.driver };
  const exact: Candidate = {
    ...common,
    settings: `cuda-float32 ${shortName(uuid)}`,
    title: `TensorFlow on ${title}, exact float32`,
    environment: { ...environment, NVIDIA_TF32_OVERRIDE: '0' },
    device,
  };
  if (Number(card.computeCapability) < firstThatRounds) return [exact];
  const rounded: Candidate = {
    ...common,
    settings: `cuda-tf32 ${shortName(uuid)}`,
    title: `TensorFlow on ${title}, TF32`,
    environment,
    device,
    isRounded: true,
  };
  const half: Candidate = {
    ...rounded,
    settings: `cuda-bfloat16 ${shortName(uuid)}`,
    title: `TensorFlow on ${title}, steps in bfloat16`,
    environment: { ...environment, FACELOOM_STEP_PRODUCTS: 'bfloat16' },
    isHalf: true,
  };
  return [rounded, exact, half];
}

/** GPU-8c1b6c5e-62b1-… → GPU-8c1b6c5e: enough to tell the cards of a machine apart. */
const shortName = (uuid: string): string => uuid.split('-').slice(0, 2).join('-');
