import { StudioError } from '../contract/errors.ts';

/** What TensorFlow's words about a card come down to; it says in the same words that the computer's own memory ran out. */
export type CardTrouble = 'out-of-memory' | 'computer-out-of-memory' | 'lost' | 'hung' | 'unfit' | 'failed';

/**
 * Reads what TensorFlow and CUDA say when a card, or the processor for want of memory, does not go on, in an error or in the
 * last lines of a process; undefined where it is about something else.
 */
export function cardTroubleIn(text: string): CardTrouble | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

/** In this order, since what follows from one trouble is often said in the words of another. */
const patterns: readonly (readonly [RegExp, CardTrouble])[] = [
  [
    /GPU is lost|fallen off the bus|CUDA_ERROR_(?:NO_DEVICE|DEVICE_UNAVAILABLE|ECC_UNCORRECTABLE|NVLINK_UNCORRECTABLE|HARDWARE_STACK_ERROR|SYSTEM_NOT_READY|SYSTEM_DRIVER_MISMATCH|CONTEXT_IS_DESTROYED|CONTAINED|UNKNOWN)\b/,
    'lost',
  ],
  [/CUDA_ERROR_LAUNCH_TIMEOUT\b/, 'hung'],
  [
    /CUDA_ERROR_(?:INVALID_PTX|NO_BINARY_FOR_GPU|UNSUPPORTED_PTX_VERSION|INVALID_SOURCE|JIT_COMPILER_NOT_FOUND|INSUFFICIENT_DRIVER|STUB_LIBRARY)\b|ptxas (?:too old|fatal)|no kernel image is available|CUDNN_STATUS_ARCH_MISMATCH/,
    'unfit',
  ],
  // A line that names the processor or one of its allocators is about the computer's memory, with a card or without.
  [
    /^(?!.*(?:device:CPU:|allocator \(?(?:\w*cpu|\w+_host_bfc)\b)).*(?:\bOOM when allocating\b|RESOURCE_EXHAUSTED|ResourceExhausted|CUDA_ERROR_OUT_OF_MEMORY|CU(?:DNN|BLAS)_STATUS_ALLOC_FAILED|\bran out of memory trying to allocate\b)/im,
    'out-of-memory',
  ],
  [
    /\bOOM when allocating\b|RESOURCE_EXHAUSTED|ResourceExhausted|\bran out of memory trying to allocate\b/i,
    'computer-out-of-memory',
  ],
  [/CUDA_ERROR_[A-Z_]+|CU(?:DNN|BLAS)_STATUS_(?!SUCCESS)[A-Z_]+/, 'failed'],
];

/**
 * A person reads what happened to the card or the computer's memory, and how to go on; undefined where a text is about
 * something else.
 */
export function cardError(text: string, options: ErrorOptions = {}): StudioError | undefined {
  const trouble = cardTroubleIn(text);
  if (trouble === undefined) return undefined;
  const subject = subjectOf(text, trouble);
  const [code, message, next] = words[trouble];
  return new StudioError(code, message, subject === undefined ? { next } : { next, subject }, options);
}

/** The line that says it, for the log and for who reports it. */
const subjectOf = (text: string, trouble: CardTrouble): string | undefined =>
  text
    .split('\n')
    .find((line) => cardTroubleIn(line) === trouble)
    ?.trim()
    .slice(0, 300);

const goOn = 'resume the run: it goes on from its last checkpoint';

/** COMPUTE_CRASHED leaves a run interrupted, which can be resumed; the others end it. */
const words: Readonly<
  Record<CardTrouble, readonly ['COMPUTE_CRASHED' | 'ENGINE_UNAVAILABLE' | 'MEMORY_SHORT', string, string]>
> = {
  'out-of-memory': [
    'MEMORY_SHORT',
    'The memory of the graphics card does not suffice for a step.',
    'Start a run with a smaller batch, or with micro-batches, which share a step out.',
  ],
  'computer-out-of-memory': [
    'MEMORY_SHORT',
    'The memory of this computer does not suffice for a step.',
    'Close other programs, or start a run with a smaller batch, or with micro-batches, which share a step out.',
  ],
  lost: [
    'COMPUTE_CRASHED',
    'The graphics card stopped answering while it computed.',
    `Look whether nvidia-smi still sees it, restart the computer if not, then ${goOn}.`,
  ],
  hung: [
    'COMPUTE_CRASHED',
    'The system took the graphics card back, because one operation took longer than a card with a display may.',
    `Make the batch smaller or use a card without a display, or ${goOn}.`,
  ],
  unfit: [
    'ENGINE_UNAVAILABLE',
    'TensorFlow’s programs do not fit this graphics card or its driver.',
    'Run "faceloom doctor"; until that is mended, choose the processor in Settings.',
  ],
  failed: [
    'COMPUTE_CRASHED',
    'The graphics card reported an error while it computed.',
    `Choose “exact float32” or the processor in Settings if it happens again; now ${goOn}.`,
  ],
};
