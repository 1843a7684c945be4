/**
 * What browsers and Node both have and the contract uses. It is checked without the types of either, so that nothing which
 * only one of them knows gets in.
 */

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

interface File {
  readonly name: string;
  readonly size: number;
}
