import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header that names dtype, shape and byte range of each
 * tensor, then the tensors' bytes back to back. https://github.com/huggingface/safetensors
 */
export interface NamedArray {
  shape: number[];
  values: Float32Array;
}

/** A tensor as it lies in a file. */
export interface StoredTensor {
  dtype: keyof typeof bytesPerElement;
  shape: number[];
  bytes: Uint8Array;
}

const bytesPerElement = { F32: 4, F16: 2, I8: 1 } as const;

/** Headers beyond this are refused before they are parsed; ours are a few kilobytes. */
const maxHeaderBytes = 4 * 1024 * 1024;
const lengthBytes = 8;
const metadataKey = '__metadata__';

const Entry = z.strictObject({
  dtype: z.enum(Object.keys(bytesPerElement) as [StoredTensor['dtype']]),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const Header = z.record(z.string(), z.unknown());
const Metadata = z.record(z.string(), z.string());

export const encodeSafetensors = (
  tensors: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array =>
  encodeTensors(new Map([...tensors].map(([name, array]) => [name, toStored(array)])), metadata);

const toStored = ({ shape, values }: NamedArray): StoredTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

/** Tensors of any kind, with texts about them. */
export function encodeTensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { [metadataKey]: metadata } : {};
  let dataBytes = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [dataBytes, dataBytes + bytes.length] };
    dataBytes += bytes.length;
  }
  // Spaces align the data to eight bytes, as the format allows.
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(lengthBytes + headerBytes + dataBytes).fill(
    0x20,
    lengthBytes,
    lengthBytes + headerBytes,
  );
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, lengthBytes);
  let offset = lengthBytes + headerBytes;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, offset);
    offset += bytes.length;
  }
  return file;
}

/** Reads what `encodeSafetensors` writes; anything else is CHECKPOINT_DAMAGED with `subject` as its file. */
export const decodeSafetensors = (file: Uint8Array, subject: string): Map<string, NamedArray> =>
  decodeDescribed(file, subject).arrays;

/** The same, with the texts about them. */
export function decodeDescribed(
  file: Uint8Array,
  subject: string,
): { arrays: Map<string, NamedArray>; metadata: Readonly<Record<string, string>> } {
  const damaged = (what: string) =>
    new StudioError('CHECKPOINT_DAMAGED', `A weights file is damaged: ${what}.`, {
      next: 'Go on from an earlier checkpoint.',
      subject,
    });
  const { tensors, metadata } = decodeTensors(file, damaged);
  const arrays = new Map<string, NamedArray>();
  for (const [name, { dtype, shape, bytes }] of tensors) {
    if (dtype !== 'F32') throw damaged(`"${name}" holds no 32-bit floats`);
    arrays.set(name, { shape, values: new Float32Array(bytes.buffer) });
  }
  return { arrays, metadata };
}

/**
 * Reads any tensors, each with bytes of its own; throws what `damaged` makes of a reason, such as "it is cut off". Names are as
 * they stand in the file.
 */
export function decodeTensors(
  file: Uint8Array,
  damaged: (what: string) => Error,
): { tensors: Map<string, StoredTensor>; metadata: Readonly<Record<string, string>> } {
  if (file.length < lengthBytes) throw damaged('it is cut off');
  const headerLength = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (headerLength > maxHeaderBytes) throw damaged('its header is too long');
  const dataStart = lengthBytes + Number(headerLength);
  if (dataStart > file.length) throw damaged('it is cut off inside its header');

  let header: z.infer<typeof Header>;
  try {
    header = Header.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(lengthBytes, dataStart))),
    );
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError || cause instanceof z.ZodError) {
      throw damaged('its header cannot be read');
    }
    throw cause;
  }

  const metadata = Metadata.safeParse(header[metadataKey] ?? {});
  if (!metadata.success) throw damaged('what it says about itself cannot be read');
  const tensors = new Map<string, StoredTensor>();
  let expectedStart = 0;
  for (const [name, raw] of Object.entries(header)) {
    if (name === metadataKey) continue;
    const entry = Entry.safeParse(raw);
    if (!entry.success) throw damaged(`the entry "${name}" is not understood`);
    const { dtype, shape, data_offsets } = entry.data;
    const [start, end] = data_offsets;
    const byteLength = shape.reduce((product, side) => product * side, 1) * bytesPerElement[dtype];
    if (start !== expectedStart || end - start !== byteLength || dataStart + end > file.length) {
      throw damaged(`the bytes of "${name}" do not match its shape`);
    }
    // A copy, because the bytes inside the file need not be aligned. Not `slice`: a Buffer's does not copy.
    const bytes = new Uint8Array(file.subarray(dataStart + start, dataStart + end));
    tensors.set(name, { dtype, shape, bytes });
    expectedStart = end;
  }
  if (dataStart + expectedStart !== file.length) throw damaged('bytes are left over at its end');
  return { tensors, metadata: metadata.data };
}
