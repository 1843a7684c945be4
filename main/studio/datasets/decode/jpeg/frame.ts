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

/** Reads an SOF segment (T.81, B.2.2); undefined when it makes no sense, or has more than eight bits. */
export function readFrame(payload: Buffer, isProgressive: boolean): JpegFrame | undefined {
  if (payload.length < 6 || payload[0] !== 8) return undefined;
  const height = payload.readUInt16BE(1);
  const width = payload.readUInt16BE(3);
  const count = payload[5];
  if (width === 0 || height === 0 || count < 1 || count > 4 || payload.length < 6 + count * 3)
    return undefined;
  const parts = Array.from({ length: count }, (_, i) => payload.subarray(6 + i * 3, 9 + i * 3));
  const across = parts.map((part) => part[1] >> 4);
  const down = parts.map((part) => part[1] & 15);
  if ([...across, ...down].some((factor) => factor < 1 || factor > 4)) return undefined;
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
