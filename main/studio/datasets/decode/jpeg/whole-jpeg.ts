import { Yielder } from '../../../base/yielder.ts';
import { maximumPixels } from '../../sources/limits.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { hasEveryColour, isComplete, isFrameHeader, type JpegFrame, readFrame } from './frame.ts';
import { BitReader, type HuffmanTable, readHuffmanTables } from './huffman.ts';
import { BlockReader, type Scan, type ScanComponent } from './scan.ts';
import { findMarker, isFrame, markers, nextSegment } from './segments.ts';

export const isJpeg = (bytes: Uint8Array) =>
  bytes[0] === 0xff && bytes[1] === markers.start && bytes[2] === 0xff;

/**
 * The JPEG file itself when all of its blocks are there, whatever comes after them; with an end marker where it lacks only
 * that. Throws UnusableFile when a block is missing or damaged, which libjpeg shows as grey or as a shift of what follows
 * without saying so. Files with arithmetic coding, of twelve bits and of other rare kinds come back unseen. About 35 ms a
 * megabyte, 85 of a progressive one, in which others have their turn.
 */
export const wholeJpeg = (bytes: Buffer): Promise<Buffer> => new JpegReader(bytes).read();

const endMarker = Buffer.from([0xff, markers.end]);
/** Encoders write ten or so; each may cover the whole picture in a few bytes. */
const maximumScans = 500;

/**
 * The length of a block as a vector of coefficients is that of its 8×8 values (Parseval), each at most 128, but for half the
 * steps of the quantisation. Some encoders go over that where white meets black (mozjpeg by 31 in half of the values).
 */
const longestBlock = Math.hypot(128 * 8, 31 * 8 * Math.SQRT1_2 * 2);

/** Baseline, extended and progressive. */
const knownFrames = new Set([0xc0, 0xc1, markers.progressive]);

class JpegReader {
  readonly #bytes: Buffer;
  readonly #yielder = new Yielder();
  /** By class × 4 + number. */
  readonly #huffmanTables: (HuffmanTable | undefined)[] = [];
  readonly #steps: (Uint16Array | undefined)[] = [];
  readonly #histories = new Map<number, Uint32Array>();
  #restartInterval = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  async read(): Promise<Buffer> {
    let frame: JpegFrame | undefined;
    let scanCount = 0;
    for (let at = 2; ; ) {
      const segment = nextSegment(this.#bytes, at);
      if (segment === undefined) throw damaged();
      const { marker, payload, end } = segment;
      at = end;
      if (marker === markers.end) {
        if (frame === undefined || !hasEveryColour(frame)) throw damaged();
        return this.#bytes;
      }
      if (isFrame(marker)) {
        const isKnown = knownFrames.has(marker);
        if (isKnown && !isFrameHeader(payload)) throw damaged();
        frame = isKnown ? readFrame(payload, marker === markers.progressive) : undefined;
        // The decoder says what it thinks of others.
        if (frame === undefined || frame.width * frame.height > maximumPixels) return this.#bytes;
      }
      if (marker === markers.scan) {
        scanCount += 1;
        if (frame === undefined || scanCount > maximumScans) throw damaged();
        at = await this.#readScan(frame, payload, end);
        if (isComplete(frame)) return this.#ended(at);
      } else this.#readTables(marker, payload);
    }
  }

  /** The file with an end marker behind its last scan. */
  #ended(at: number): Buffer {
    return nextSegment(this.#bytes, at)?.marker === markers.end
      ? this.#bytes
      : Buffer.concat([this.#bytes.subarray(0, at), endMarker]);
  }

  #readTables(marker: number, payload: Buffer): void {
    if (marker === markers.huffmanTables && !readHuffmanTables(payload, this.#huffmanTables)) throw damaged();
    if (marker === markers.restartInterval) {
      if (payload.length < 2) throw damaged();
      this.#restartInterval = payload.readUInt16BE(0);
    }
    if (marker !== markers.quantisationTables) return;
    for (let at = 0; at < payload.length; ) {
      const bytesEach = payload[at] >> 4 === 0 ? 1 : 2;
      const table = payload.subarray(at + 1, at + 1 + 64 * bytesEach);
      if (table.length < 64 * bytesEach) throw damaged();
      this.#steps[payload[at] & 15] = Uint16Array.from({ length: 64 }, (_, k) =>
        bytesEach === 1 ? table[k] : table.readUInt16BE(k * 2),
      );
      at += 1 + table.length;
    }
  }

  /** Returns where the data of the scan ends: at a marker, or at the end of the file. */
  async #readScan(frame: JpegFrame, payload: Buffer, from: number): Promise<number> {
    const scan = this.#scanOf(frame, payload);
    const { components } = scan;
    const [first] = components;
    const isAlone = components.length === 1;
    const columns = isAlone ? first.columns : frame.mcuColumns;
    const total = columns * (isAlone ? first.rows : frame.mcuRows);
    const blocks = new BlockReader(scan);
    let done = 0;
    for (let at = from, restarts = 0; ; restarts++) {
      const until = findMarker(this.#bytes, at) ?? this.#bytes.length;
      const bits = BitReader.ofScanData(this.#bytes.subarray(at, until));
      const stop = this.#restartInterval === 0 ? total : Math.min(total, done + this.#restartInterval);
      for (; done < stop; done++) {
        const row = Math.floor(done / columns);
        const column = done % columns;
        if (column === 0) await this.#yielder.yieldIfDue();
        const isThere = isAlone
          ? blocks.read(bits, 0, row, column)
          : readMcu(blocks, scan, bits, row, column);
        if (!isThere || bits.isShort) throw damaged();
      }
      at = until;
      if (done === total) {
        for (const { shifts } of components)
          shifts.fill(scan.shift, scan.firstCoefficient, scan.lastCoefficient + 1);
        return at;
      }
      if (this.#bytes[at + 1] !== markers.firstRestart + (restarts & 7)) throw damaged();
      at += 2;
      blocks.restart();
    }
  }

  #scanOf(frame: JpegFrame, payload: Buffer): Scan {
    const count = payload[0];
    if (!(count >= 1 && count <= 4 && payload.length >= count * 2 + 4)) throw damaged();
    const band = frame.isProgressive ? readBand(payload.subarray(1 + count * 2), count) : wholeBand;
    const components = Array.from({ length: count }, (_, i) =>
      this.#componentOf(frame, payload[1 + i * 2], payload[2 + i * 2], band.shift),
    );
    return { isProgressive: frame.isProgressive, components, ...band };
  }

  #componentOf(frame: JpegFrame, id: number, tables: number, shift: number): ScanComponent {
    const component = frame.components.find((each) => each.id === id);
    const steps = this.#steps[component?.quantiser ?? 0];
    if (component === undefined || steps === undefined) throw damaged();
    const stride = frame.mcuColumns * component.blocksAcross;
    const rows = frame.mcuRows * component.blocksDown;
    const history = this.#histories.get(id) ?? new Uint32Array(frame.isProgressive ? stride * rows * 2 : 0);
    this.#histories.set(id, history);
    return {
      ...component,
      dcTable: this.#huffmanTables[tables >> 4],
      acTable: this.#huffmanTables[4 + (tables & 15)],
      steps: Float64Array.from(steps, (step) => step * 2 ** shift),
      longest: (longestBlock + Math.hypot(...steps) / 2) ** 2,
      history,
      stride,
    };
  }
}

type Band = Pick<Scan, 'firstCoefficient' | 'lastCoefficient' | 'isRefinement' | 'shift'>;

/** All coefficients at once. */
const wholeBand: Band = { firstCoefficient: 0, lastCoefficient: 63, isRefinement: false, shift: 0 };

/** Means come by themselves, of several components together; other coefficients of one alone. */
function readBand([firstCoefficient, lastCoefficient, precision]: Uint8Array, componentCount: number): Band {
  const isSensible = firstCoefficient === 0 ? lastCoefficient === 0 : componentCount === 1;
  if (!isSensible || firstCoefficient > lastCoefficient || lastCoefficient > 63) throw damaged();
  return { firstCoefficient, lastCoefficient, isRefinement: precision >> 4 > 0, shift: precision & 15 };
}

/** The blocks of all components in one place. */
function readMcu(
  blocks: BlockReader,
  { components }: Scan,
  bits: BitReader,
  row: number,
  column: number,
): boolean {
  for (let place = 0; place < components.length; place++) {
    const { blocksAcross, blocksDown } = components[place];
    for (let y = 0; y < blocksDown; y++) {
      for (let x = 0; x < blocksAcross; x++) {
        if (!blocks.read(bits, place, row * blocksDown + y, column * blocksAcross + x)) return false;
      }
    }
  }
  return true;
}

const damaged = () => new UnusableFile('damaged or cut off');
