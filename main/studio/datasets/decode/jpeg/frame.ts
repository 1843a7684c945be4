/** One colour of a picture and its share of a minimum coded unit (MCU), in blocks of 8×8. */
export interface Component {
  id: number;
  blocksAcross: number;
  blocksDown: number;
  /** Number of its quantisation table. */
  quantiser: number;
  /** Blocks that hold a part of the picture; a scan of this component alone has just these. */
  columns: number;
  rows: number;
  /** Bit shift of each coefficient when it came last (0 = exact); −1 before it has come. */
  shifts: Int8Array;
}

/** What the header of a picture says. */
export interface JpegFrame {
  isProgressive: boolean;
  width: number;
  height: number;
  mcuColumns: number;
  mcuRows: number;
  components: Component[];
}

const blockSide = 8;

/** Whether an SOF segment can be one (T.81, B.2.2): a file that is cut off in it has anything in its place. */
export function isFrameHeader(payload: Buffer): boolean {
  const count = payload[5];
  if (!(count >= 1) || payload.length < 6 + count * 3 || payload.readUInt16BE(3) === 0) return false;
  return partsOf(payload).every(([, factors]) =>
    [factors >> 4, factors & 15].every((factor) => factor >= 1 && factor <= 4),
  );
}

const partsOf = (payload: Buffer): Buffer[] =>
  Array.from({ length: payload[5] }, (_, i) => payload.subarray(6 + i * 3, 9 + i * 3));

/** Reads such a segment; undefined where it has other than eight bits, more than four colours, or its height comes later. */
export function readFrame(payload: Buffer, isProgressive: boolean): JpegFrame | undefined {
  const height = payload.readUInt16BE(1);
  const width = payload.readUInt16BE(3);
  if (payload[0] !== 8 || height === 0 || payload[5] > 4) return undefined;
  const parts = partsOf(payload);
  const across = parts.map((part) => part[1] >> 4);
  const down = parts.map((part) => part[1] & 15);
  const mostAcross = Math.max(...across);
  const mostDown = Math.max(...down);
  const blocks = (pixels: number, factor: number, most: number) =>
    Math.ceil(Math.ceil((pixels * factor) / most) / blockSide);
  return {
    isProgressive,
    width,
    height,
    mcuColumns: Math.ceil(width / (blockSide * mostAcross)),
    mcuRows: Math.ceil(height / (blockSide * mostDown)),
    components: parts.map((part, i) => ({
      id: part[0],
      blocksAcross: across[i],
      blocksDown: down[i],
      quantiser: part[2],
      columns: blocks(width, across[i], mostAcross),
      rows: blocks(height, down[i], mostDown),
      shifts: new Int8Array(blockSide ** 2).fill(-1),
    })),
  };
}

/** Whether every coefficient of every block has come in full. */
export const isComplete = ({ components }: JpegFrame): boolean =>
  components.every(({ shifts }) => shifts.every((shift) => shift === 0));

/** Whether each colour has come at least roughly. */
export const hasEveryColour = ({ components }: JpegFrame): boolean =>
  components.every(({ shifts }) => shifts[0] >= 0);
