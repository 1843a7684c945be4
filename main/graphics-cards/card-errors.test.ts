import { describe, expect, it, test } from 'vitest';
import { type CardTrouble, cardError, cardTroubleIn } from './card-errors.ts';

/** Lines as TensorFlow 2.1x and CUDA print them, and tfjs-node hands them on. */
const lines: readonly (readonly [CardTrouble, string])[] = [
  [
    'out-of-memory',
    'OOM when allocating tensor with shape[64,256,64,64] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc',
  ],
  [
    'out-of-memory',
    'W tensorflow/core/common_runtime/bfc_allocator.cc:482] Allocator (GPU_0_bfc) ran out of memory trying to allocate 2.00GiB',
  ],
  ['out-of-memory', 'RESOURCE_EXHAUSTED: Out of memory while trying to allocate 4831838208 bytes.'],
  ['out-of-memory', 'failed to allocate 2.00GiB from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory'],
  ['out-of-memory', 'CUDNN_STATUS_ALLOC_FAILED in external/local_xla/xla/stream_executor/cuda/cuda_dnn.cc'],
  [
    'computer-out-of-memory',
    'OOM when allocating tensor with shape[16384,16384,16384] and type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator mklcpu',
  ],
  [
    'computer-out-of-memory',
    'W0000 00:00:1796102659.848678    2939 op_kernel.cc:1858] OP_REQUIRES failed at constant_op.cc:176 : RESOURCE_EXHAUSTED: OOM when allocating tensor with shape[1,2] and type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu',
  ],
  [
    'computer-out-of-memory',
    'W tensorflow/core/common_runtime/bfc_allocator.cc:482] Allocator (mklcpu) ran out of memory trying to allocate 16.00TiB',
  ],
  // Memory of the computer that a card reads.
  [
    'computer-out-of-memory',
    'W tensorflow/core/common_runtime/bfc_allocator.cc:482] Allocator (gpu_host_bfc) ran out of memory trying to allocate 2.00GiB',
  ],
  ['lost', 'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  Reboot the system'],
  ['lost', 'Failed to synchronize the CUDA stream: CUDA_ERROR_UNKNOWN: unknown error'],
  ['lost', 'failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected'],
  ['lost', 'CUDA_ERROR_ECC_UNCORRECTABLE: uncorrectable ECC error encountered'],
  ['hung', 'CUDA_ERROR_LAUNCH_TIMEOUT: the launch timed out and was terminated'],
  ['unfit', 'UNKNOWN: JIT compiling failed. CUDA_ERROR_INVALID_PTX: a PTX JIT compilation failed'],
  ['unfit', 'INTERNAL: no kernel image is available for execution on the device'],
  [
    'unfit',
    'CUDA_ERROR_UNSUPPORTED_PTX_VERSION: the provided PTX was compiled with an unsupported toolchain',
  ],
  ['failed', 'CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered'],
  ['failed', 'CUDNN_STATUS_EXECUTION_FAILED'],
];

describe('what a card’s error comes down to', () => {
  test.each(lines)('%s: %s', (trouble, line) => {
    expect(cardTroubleIn(line)).toBe(trouble);
    expect(cardTroubleIn(`something else\n${line}\nand more`)).toBe(trouble);
  });

  test.each([
    '',
    'The pictures are gone.',
    'Input to reshape is a tensor with 12 values, but the requested shape has 13',
    'CUDNN_STATUS_SUCCESS',
    'could not find cuda drivers on your machine, GPU will not be used.',
  ])('is nothing in "%s"', (line) => {
    expect(cardTroubleIn(line)).toBeUndefined();
    expect(cardError(line)).toBeUndefined();
  });
});

describe('what a person reads', () => {
  it.each(['lost', 'hung', 'failed'] as const)(
    'a card that is %s leaves a run that can be resumed',
    (trouble) => {
      const line = lines.find(([name]) => name === trouble)?.[1] ?? '';
      expect(cardError(line)).toMatchObject({
        code: 'COMPUTE_CRASHED',
        data: { next: expect.stringMatching(/resume the run/), subject: line.slice(0, 300) },
      });
    },
  );

  it('too little memory is not a crash', () => {
    const error = cardError(`first line\n${lines[0][1]}`);
    expect(error).toMatchObject({
      code: 'MEMORY_SHORT',
      data: { next: expect.stringContaining('micro-batches') },
    });
  });

  it('the memory of the computer is not told as that of a card, and asks to close other programs', () => {
    const line = lines.find(([trouble]) => trouble === 'computer-out-of-memory')?.[1] ?? '';
    const error = cardError(`Invalid TF_Status: 8\nMessage: ${line}`);
    expect(error).toMatchObject({
      code: 'MEMORY_SHORT',
      data: {
        next: expect.stringMatching(/^Close other programs.*micro-batches/),
        subject: `Message: ${line}`,
      },
    });
    expect(error?.message).toMatch(/computer/);
    expect(error?.message).not.toMatch(/card/);
  });

  it('of a card that ran out of memory beside the computer, the card is told', () => {
    const [ofCard, ofComputer] = (['out-of-memory', 'computer-out-of-memory'] as const).map(
      (trouble) => lines.find(([name]) => name === trouble)?.[1],
    );
    for (const text of [`${ofCard}\n${ofComputer}`, `${ofComputer}\n${ofCard}`])
      expect(cardError(text)).toMatchObject({
        message: expect.stringContaining('card'),
        data: { subject: ofCard },
      });
  });

  it('a card that does not fit leads to the doctor', () => {
    expect(cardError('CUDA_ERROR_INVALID_PTX')).toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });

  it('memory comes before what follows from it', () => {
    const text = 'CUDA_ERROR_OUT_OF_MEMORY: out of memory\nCUDNN_STATUS_INTERNAL_ERROR';
    expect(cardTroubleIn(text)).toBe('out-of-memory');
  });
});
