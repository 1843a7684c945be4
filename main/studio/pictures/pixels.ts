/** A decoded picture: row-major bytes, 0–255; one channel is grey. */
export interface Pixels {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}
