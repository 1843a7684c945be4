/**
 * What says, inside of a file, that no camera saw its faces: IPTC's "trained algorithmic media", the program, the weights
 * and the latents. Pure, so that studio and page mark alike.
 */

/** IPTC NewsCodes, Digital Source Type: made by a model trained on sampled content. */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** What people are told who leave the mark out. */
export const disclosureNote =
  'Without it you must say yourself that the faces are synthetic wherever the law asks for it, as Article 50 of the EU AI Act does.';

/** In the description of every marked file. */
export const syntheticDescription = 'Synthetic: drawn by a generative adversarial network, not photographed.';

/** Where the faces of a file come from. */
export interface SyntheticMark {
  /** Version of Faceloom that drew them. */
  version: string;
  origins: readonly MarkedFace[];
}

/** The generator and the latent that draw one face again. */
export interface MarkedFace {
  modelName: string;
  /** SHA-256 of the generator's weights, where it is known. */
  modelHash?: string;
  latent: MarkedLatent;
}

/** The place of a latent among those of a seed, or among the rows of a file (counted from 1), or what names any other. */
export type MarkedLatent = { seed: number; index: number } | { file: string; row: number } | { name: string };

/** A JPEG holds at most 64 KB of XMP; more latents than this are counted, not listed. */
const listedLatents = 250;

/** Names every latent once, in order; neighbours of a seed or a file as one span: "seed 42, index 0-63". */
export function describeLatents(origins: readonly Pick<MarkedFace, 'latent'>[]): string[] {
  const spans: Span[] = [];
  for (const { latent } of origins) {
    const span = spans.at(-1);
    if (!span || !goesOn(span, latent)) spans.push({ first: latent, count: 1 });
    else span.count += 1;
  }
  const listed = spans.slice(0, listedLatents).map(nameOf);
  const left = spans.length - listed.length;
  return left === 0 ? listed : [...listed, `and ${left} more`];
}

interface Span {
  first: MarkedLatent;
  count: number;
}

function goesOn({ first, count }: Span, next: MarkedLatent): boolean {
  if ('seed' in first)
    return 'seed' in next && next.seed === first.seed && next.index === first.index + count;
  if ('file' in first) return 'file' in next && next.file === first.file && next.row === first.row + count;
  return false;
}

function nameOf({ first, count }: Span): string {
  const span = (from: number) => (count === 1 ? String(from) : `${from}-${from + count - 1}`);
  if ('seed' in first) return `seed ${first.seed}, index ${span(first.index)}`;
  return 'file' in first ? `row ${span(first.row)} of ${first.file}` : first.name;
}

/** The mark as an XMP packet (ISO 16684-1), as PNG, JPEG, WebP, AVIF, GIF and MP4 carry it. */
export function xmpPacket({ version, origins }: SyntheticMark): string {
  const names = [...new Set(origins.map(({ modelName }) => modelName))];
  const hashes = [...new Set(origins.flatMap(({ modelHash }) => modelHash ?? []))];
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:faceloom="urn:faceloom:origin:1">
<Iptc4xmpExt:DigitalSourceType>${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>
<Iptc4xmpExt:AISystemUsed>Faceloom</Iptc4xmpExt:AISystemUsed>
<Iptc4xmpExt:AISystemVersionUsed>${escapeXml(version)}</Iptc4xmpExt:AISystemVersionUsed>
<xmp:CreatorTool>${escapeXml(`Faceloom ${version}`)}</xmp:CreatorTool>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${syntheticDescription}</rdf:li></rdf:Alt></dc:description>
<faceloom:ModelName>${bag(names)}</faceloom:ModelName>
<faceloom:ModelSHA256>${bag(hashes)}</faceloom:ModelSHA256>
<faceloom:Latent>${bag(describeLatents(origins))}</faceloom:Latent>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
}

const bag = (items: readonly string[]) =>
  `<rdf:Bag>${items.map((item) => `<rdf:li>${escapeXml(item)}</rdf:li>`).join('')}</rdf:Bag>`;

/** Text as XML 1.0 may hold it: what markup is made of is escaped, and what no XML may hold is left out. */
const escapeXml = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
