import { StudioError } from '../errors.ts';

type Read = (view: DataView, offset: number) => number;

/** Rows of a NumPy array of one or two dimensions; undefined for what is no `.npy` file. Throws INVALID_INPUT for one that cannot be read. */
export function decodeNpy(bytes: Uint8Array): number[][] | undefined {
  if (!magic.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = readHeader(view);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const kind = Object.hasOwn(kinds, descr) ? kinds[descr] : undefined;
  if (kind === undefined)
    throw bad(
      'It holds other numbers than float32, float64 or integers.',
      'Save it with array.astype("float32").',
    );
  if (!/'fortran_order':\s*False/.test(header))
    throw bad('It is stored column by column.', 'Save it with numpy.ascontiguousarray(array).');
  const shape = (/'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((side) => side.trim() !== '');
  const sides = shape.map(Number);
  if (sides.length !== 1 && sides.length !== 2)
    throw bad(`It has ${sides.length} dimensions.`, 'Give one vector, or one a row.');
  const [rows, columns] = sides.length === 1 ? [1, sides[0]] : sides;
  if (rows === 0 || columns === 0) throw bad('It holds no numbers.', 'Give one vector, or one a row.');
  const expected = rows * columns * kind.bytes;
  if (!Number.isSafeInteger(expected) || view.byteLength - start !== expected)
    throw bad('It is cut off, or longer than it says.', 'Save or copy the file again.');
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) =>
      kind.read(view, start + (row * columns + column) * kind.bytes),
    ),
  );
}

/** `\x93NUMPY` (numpy.lib.format, "Format Version 1.0"). */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const longestHeader = 4096;

/** Little-endian numbers by their `descr`. */
const kinds: Readonly<Record<string, { bytes: number; read: Read }>> = {
  '<f4': { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  '<f8': { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  '<i4': { bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
  '<i8': { bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) },
};

/** Version 1 gives the header's length in two bytes, later ones in four. */
function readHeader(view: DataView): { header: string; start: number } {
  const isCut = () => bad('It ends in its header.', 'Save or copy the file again.');
  if (view.byteLength < 12) throw isCut();
  const lengthBytes = view.getUint8(6) === 1 ? 2 : 4;
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = 8 + lengthBytes + length;
  if (length > longestHeader || start > view.byteLength) throw isCut();
  const text = new Uint8Array(view.buffer, view.byteOffset + 8 + lengthBytes, length);
  return { header: new TextDecoder('latin1').decode(text), start };
}

const bad = (message: string, next: string) =>
  new StudioError('INVALID_INPUT', `The .npy file cannot be used. ${message}`, { next });
