/** Vectors of length 1, most telling first, with their share of all. */
export type FoundDirections = { vector: Float32Array; share: number }[];
