/** A colour as OKLCH: lightness 0–1, chroma 0–0.3, hue in degrees. */
export type Colour = readonly [lightness: number, chroma: number, hue: number];

/** Moves a colour: lightness and chroma are factors, hue is an offset in degrees. */
export function adjust(colour: Colour, lightness: number, chroma = 1, hue = 0): Colour {
  return [Math.min(0.99, colour[0] * lightness), colour[1] * chroma, colour[2] + hue];
}

/** Blends two colours in OKLab, where equal steps look equal. */
export function mix(from: Colour, to: Colour, amount: number): Colour {
  const [l1, a1, b1] = toLab(from);
  const [l2, a2, b2] = toLab(to);
  const a = a1 + (a2 - a1) * amount;
  const b = b1 + (b2 - b1) * amount;
  return [l1 + (l2 - l1) * amount, Math.hypot(a, b), (Math.atan2(b, a) * 180) / Math.PI];
}

function toLab([lightness, chroma, hue]: Colour): [number, number, number] {
  const radians = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(radians), chroma * Math.sin(radians)];
}

/** The colour as #rrggbb, clipped to sRGB (Björn Ottosson, "A perceptual color space", 2020). */
export function toHex(colour: Colour): string {
  const [lightness, a, b] = toLab(colour);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((linear) => toByte(linear).toString(16).padStart(2, '0')).join('')}`;
}

function toByte(linear: number): number {
  const clipped = Math.max(0, Math.min(1, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
