import type { Channels } from '../../contract/pictures.ts';
/** A decoded picture: row-major bytes, 0–255; one channel is grey. */
export interface Pixels {
  width: number;
  height: number;
  channels: Channels;
  data: Uint8Array;
}
