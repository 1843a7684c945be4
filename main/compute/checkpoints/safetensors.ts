import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/**
 * The safetensors format, float32 only: 8 bytes little-endian header length, a JSON header that names dtype, shape and
 * byte range of each tensor, then the tensors' bytes back to back. https://github.com/huggingface/safetensors
 */
export interface NamedArray {
  shape: number[];
  values: Float32Array;
}

/** Headers beyond this are refused before they are parsed; ours are a few kilobytes. */
const maxHeaderBytes = 4 * 1024 * 1024;
const lengthBytes = 8;

const Entry = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const Header = z.record(z.string(), z.unknown());

export function encodeSafetensors(tensors: ReadonlyMap<string, NamedArray>): Uint8Array {
  const header: Record<string, unknown> = {};
  let dataBytes = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [dataBytes, dataBytes + values.byteLength] };
    dataBytes += values.byteLength;
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
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}

/** Reads what `encodeSafetensors` writes; anything else is CHECKPOINT_DAMAGED with `subject` as its file. */
export function decodeSafetensors(file: Uint8Array, subject: string): Map<string, NamedArray> {
  const damaged = (what: string) =>
    new StudioError('CHECKPOINT_DAMAGED', `A weights file is damaged: ${what}.`, {
      next: 'Go on from an earlier checkpoint.',
      subject,
    });
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

  const tensors = new Map<string, NamedArray>();
  let expectedStart = 0;
  for (const [name, raw] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const entry = Entry.safeParse(raw);
    if (!entry.success) throw damaged(`the entry "${name}" is not understood`);
    const { shape, data_offsets } = entry.data;
    const [start, end] = data_offsets;
    const byteLength = shape.reduce((product, side) => product * side, 1) * Float32Array.BYTES_PER_ELEMENT;
    if (start !== expectedStart || end - start !== byteLength || dataStart + end > file.length) {
      throw damaged(`the bytes of "${name}" do not match its shape`);
    }
    // A copy, because the bytes inside the file need not be aligned to four. Not `slice`: a Buffer's does not copy.
    const bytes = new Uint8Array(file.subarray(dataStart + start, dataStart + end));
    tensors.set(name, { shape, values: new Float32Array(bytes.buffer) });
    expectedStart = end;
  }
  if (dataStart + expectedStart !== file.length) throw damaged('bytes are left over at its end');
  return tensors;
}
