import type { ServerResponse } from 'node:http';
import type { MarkedFace } from '../../contract/faces/synthetic-mark.ts';
import { outgoingFaces } from '../../studio/faces/outgoing-faces.ts';
import { encodePicture, fromPixels } from '../../studio/pictures/encode-picture.ts';
import { squareColumns, tilePictures } from '../../studio/pictures/picture-grid.ts';
import type { ModelSource } from './model-source.ts';
import type { AskedFaces } from './read-request.ts';
import type { FacesAnswer } from './schema.ts';

export interface DrawnFaces {
  model: Pick<ModelSource, 'name' | 'hash' | 'resolution' | 'channels' | 'latentSize' | 'rowOf'>;
  asked: AskedFaces;
  /** Bytes of each, 0–255. */
  pictures: readonly Uint8Array[];
  /** Of Faceloom, for the mark. */
  version: string;
}

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answerBytes(response, status, 'application/json', Buffer.from(JSON.stringify(value)));
}

export function answerHtml(response: ServerResponse, page: string): void {
  answerBytes(response, 200, 'text/html; charset=utf-8', Buffer.from(page));
}

/** All faces as one picture, marked as synthetic. */
export async function answerGrid(response: ServerResponse, drawn: DrawnFaces): Promise<void> {
  const { asked, pictures } = drawn;
  const pixels = tilePictures(pixelsOf(drawn), squareColumns(pictures.length));
  const png = await encodePng(
    pixels,
    facesOf(drawn).map(({ origin }) => origin),
    drawn,
  );
  if (asked.seed !== undefined) response.setHeader('Faceloom-Seed', asked.seed);
  answerBytes(response, 200, 'image/png', png);
}

/** Every face as a picture of its own, marked as synthetic, in JSON. */
export async function answerPictures(response: ServerResponse, drawn: DrawnFaces): Promise<void> {
  const { model, asked } = drawn;
  const pngs = await Promise.all(
    facesOf(drawn).map(async ({ read, origin }) => encodePng(await read(), [origin], drawn)),
  );
  const answer: FacesAnswer = {
    model: { name: model.name, hash: model.hash },
    ...(asked.seed === undefined ? {} : { seed: asked.seed }),
    faces: pngs.map((png, i) => ({
      png: png.toString('base64'),
      ...(asked.withLatents ? { latent: latentOf(drawn, i) } : {}),
    })),
  };
  answerJson(response, 200, answer);
}

/** Before truncation, so that the same request with it draws the same face. */
function latentOf({ model, asked }: DrawnFaces, i: number): number[] {
  const recipe = asked.recipes[i];
  if (recipe.origin.kind === 'vector') return recipe.origin.values;
  // Every stage has the same.
  return Array.from(model.rowOf({ ...recipe, truncation: 1 }).subarray(0, model.latentSize));
}

/** Each with the name of its latent. */
const facesOf = (drawn: DrawnFaces) =>
  outgoingFaces(pixelsOf(drawn), (index) => {
    const recipe = drawn.asked.recipes[index];
    const { origin, truncation } = recipe;
    return {
      fromName: drawn.model.name,
      modelHash: drawn.model.hash,
      recipe,
      index: origin.kind === 'seed' ? origin.index : index,
      ...(origin.kind === 'seed' && truncation === 1 ? { seed: origin.seed } : {}),
    };
  });

const encodePng = (
  pixels: Parameters<typeof fromPixels>[0],
  origins: readonly MarkedFace[],
  { version }: DrawnFaces,
): Promise<Buffer> =>
  encodePicture(fromPixels(pixels), { format: 'png', quality: 100 }, { version, origins });

function pixelsOf({ model, pictures }: DrawnFaces) {
  const { resolution: size, channels } = model;
  const length = size ** 2 * channels;
  const data = new Uint8Array(pictures.length * length);
  for (const [i, picture] of pictures.entries()) data.set(picture, i * length);
  return { count: pictures.length, size, channels, data };
}

function answerBytes(response: ServerResponse, status: number, type: string, body: Buffer): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
}
