/** The type of `offered` that a client likes best by its Accept header (RFC 9110, 12.5.1); undefined where it takes none. */
export function acceptedType<T extends string>(
  header: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (header === undefined) return offered[0];
  const wishes = header
    .split(',')
    .map((part) => {
      const [type, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of wishes) {
    const found = offered.find(
      (each) => type === '*/*' || type === each || type === `${each.split('/')[0]}/*`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
