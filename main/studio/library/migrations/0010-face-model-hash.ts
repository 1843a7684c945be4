/** Which weights drew a face, by their SHA-256; unknown for faces from before. */
export const faceModelHash = `
  ALTER TABLE faces ADD COLUMN model_hash TEXT;
`;
