import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  WebMOutputFormat,
} from 'mediabunny';
import {
  describeLatents,
  digitalSourceType,
  type SyntheticMark,
  syntheticDescription,
  xmpPacket,
} from '../../main/contract/faces/synthetic-mark.ts';
import { type Container, type FilmChoices, type FilmSubject, filmSize } from './film-choices.ts';
import { withXmpBox } from './mp4-xmp.ts';

/** The codec that this browser encodes for a container; undefined where there is none. */
export async function codecOf(
  container: Container,
  size: { width: number; height: number },
): Promise<VideoCodec | undefined> {
  if (!('VideoEncoder' in window)) return undefined;
  const supported = formats[container]().getSupportedVideoCodecs();
  const possible = codecs.filter((codec) => supported.includes(codec));
  return (await getFirstEncodableVideoCodec(possible, { ...size, quality })) ?? undefined;
}

/** By how widely they play, and then by how small they make a film. */
const codecs: readonly VideoCodec[] = ['avc', 'vp9', 'av1', 'vp8'];
const quality = new Quality('high');

const formats: Readonly<Record<Container, () => Mp4OutputFormat | WebMOutputFormat>> = {
  mp4: () => new Mp4OutputFormat({ fastStart: 'in-memory' }),
  webm: () => new WebMOutputFormat(),
};

/** Encodes a film in this window: whole, or not at all. */
export async function encodeFilm(
  subject: FilmSubject,
  choices: FilmChoices,
  { version, signal, onFrame }: { version: string; signal: AbortSignal; onFrame: (done: number) => void },
): Promise<Blob> {
  const { container, fps, isMarked } = choices;
  const size = filmSize(subject, choices.scale);
  const codec = await codecOf(container, size);
  if (codec === undefined) throw new Error(`This window encodes no ${container} of that size.`);
  const canvas = Object.assign(document.createElement('canvas'), size);
  const source = new CanvasSource(canvas, { codec, quality });
  const target = new BufferTarget();
  const output = new Output({ format: formats[container](), target });
  output.addVideoTrack(source, { frameRate: fps });
  const mark = { version, origins: subject.origins };
  if (isMarked) output.setMetadataTags(tagsOf(mark, container));
  await output.start();
  try {
    let frame = 0;
    for await (const _ of subject.paint(canvas, choices, signal)) {
      signal.throwIfAborted();
      await source.add(frame / fps, 1 / fps);
      frame += 1;
      onFrame(frame);
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  const film = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
  const marked = isMarked && container === 'mp4' ? withXmpBox(film, xmpPacket(mark)) : film;
  return new Blob([marked], { type: `video/${container}` });
}

/** What players show. WebM has no place for XMP: there the mark stands in tags of its own. */
function tagsOf(mark: SyntheticMark, container: Container) {
  const { version, origins } = mark;
  const hashes = [...new Set(origins.flatMap(({ modelHash }) => modelHash ?? []))];
  const raw = {
    DIGITAL_SOURCE_TYPE: digitalSourceType,
    MODEL_SHA256: hashes.join(', '),
    LATENT: describeLatents(origins).join('; '),
  };
  return {
    artist: `Faceloom ${version}`,
    comment: `${syntheticDescription} ${digitalSourceType}`,
    ...(container === 'webm' ? { raw } : {}),
  };
}
