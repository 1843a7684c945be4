/** A rectangle in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a picture is made of; colours are CSS colours. */
export type Shape =
  | {
      kind: 'line';
      points: readonly (readonly [number, number])[];
      colour: string;
      width: number;
      opacity?: number;
    }
  | {
      kind: 'text';
      x: number;
      /** Of the base line. */
      y: number;
      text: string;
      colour: string;
      size: number;
      anchor?: 'start' | 'middle' | 'end';
      isBold?: boolean;
      /** Reads upwards. */
      isUpright?: boolean;
    }
  | { kind: 'dot'; x: number; y: number; radius: number; colour: string; hint?: string }
  | { kind: 'clipped'; box: Box; shapes: readonly Shape[] };

/** A drawing that can be written as SVG or painted on a canvas. */
export interface Picture {
  width: number;
  height: number;
  background: string;
  shapes: readonly Shape[];
}

export const fontFamily = "'Inter Variable', Inter, system-ui, sans-serif";
