import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCatalogue, StudioError } from '../../contract/errors.ts';
import type { Logger } from '../../studio/base/log.ts';
import { toStudioError } from '../../studio/base/to-error.ts';
import { admit, type Guard } from '../admit.ts';
import { answerWithCookie } from '../answer.ts';
import { isHangUp } from '../hang-up.ts';
import { securityHeaders } from '../headers.ts';
import { acceptedType } from './accept.ts';
import { answerGrid, answerHtml, answerJson, answerPictures } from './answers.ts';
import { ApiError } from './api-error.ts';
import { Batcher, FullError } from './batcher.ts';
import { explainingPage } from './explaining-page.ts';
import { apiLimits } from './limits.ts';
import type { ModelSource } from './model-source.ts';
import { openApiDocument } from './openapi.ts';
import { BodyReader } from './read-body.ts';
import { readRequest } from './read-request.ts';
import { type Failure, facesRequest, type Health } from './schema.ts';

export interface ModelApiOptions extends Guard {
  model: ModelSource;
  /** Of Faceloom: the faces are marked with it. */
  version: string;
  log: Logger;
}

/** Answers every request to a served model. */
export function modelApiHandler(options: ModelApiOptions) {
  const api = new ModelApi(options);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('Cache-Control', 'no-store');
    try {
      await api.handle(request, response);
    } catch (error) {
      if (isHangUp(error) || response.headersSent || response.destroyed) response.destroy();
      else answerFailure(response, explain(error, options.log));
    }
  };
}

class ModelApi {
  readonly #options: ModelApiOptions;
  readonly #bodies = new BodyReader();
  readonly #schema: ReturnType<typeof facesRequest>;
  readonly #batcher: Batcher<Float32Array, Uint8Array>;

  constructor(options: ModelApiOptions) {
    this.#options = options;
    const { model } = options;
    this.#schema = facesRequest(model.latentSize);
    const faceBytes = model.resolution ** 2 * model.channels;
    this.#batcher = new Batcher<Float32Array, Uint8Array>({
      async draw(rows) {
        const { data } = await model.draw(rows);
        return rows.map((_, i) => data.subarray(i * faceBytes, (i + 1) * faceBytes));
      },
      batchSize: apiLimits.batch,
      capacity: Math.max(
        apiLimits.faces,
        Math.min(apiLimits.waitingFaces, Math.floor(apiLimits.waitingPixelBytes / faceBytes)),
      ),
    });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { model } = this.#options;
    const admission = admit(request, this.#options);
    if ('cookie' in admission) return answerWithCookie(response, admission.cookie);
    if ('status' in admission) {
      const [message, next] = admission.lines;
      throw new ApiError(admission.status, 'REFUSED', message, { next });
    }
    switch (admission.url.pathname) {
      case '/faces':
        expectMethod(request, response, 'POST');
        return this.#faces(request, response);
      case '/health':
        expectMethod(request, response, 'GET');
        return answerJson(response, 200, {
          status: 'ok',
          model: model.name,
          waitingFaces: this.#batcher.waiting,
        } satisfies Health);
      case '/openapi.json':
        expectMethod(request, response, 'GET');
        return answerJson(response, 200, openApiDocument(model));
      case '/':
        expectMethod(request, response, 'GET');
        return answerHtml(response, explainingPage(model));
      default:
        throw new ApiError(404, 'NOT_FOUND', 'There is nothing at this address.', {
          next: 'Look at /openapi.json for what there is.',
        });
    }
  }

  async #faces(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = acceptedType(request.headers.accept, ['application/json', 'image/png']);
    if (type === undefined) {
      throw new ApiError(406, 'NOT_ACCEPTABLE', 'Faces are answered as image/png or application/json.', {
        next: 'Send one of them in the Accept header.',
      });
    }
    const sent = request.headers['content-type'];
    if (sent !== undefined && !/^application\/json\b/i.test(sent)) {
      throw new ApiError(415, 'UNSUPPORTED_TYPE', `The body is ${sent}.`, {
        next: 'Send JSON, with Content-Type: application/json.',
      });
    }
    const asked = readRequest(await this.#bodies.read(request), this.#schema);
    const { model, version } = this.#options;
    const rows = asked.recipes.map((recipe) => model.rowOf(recipe));
    const pictures = await this.#draw(rows, response);
    await (type === 'image/png' ? answerGrid : answerPictures)(response, { model, asked, pictures, version });
  }

  /** Until the client hangs up or the time is over. */
  async #draw(rows: readonly Float32Array[], response: ServerResponse): Promise<Uint8Array[]> {
    const hungUp = new AbortController();
    const hangUp = () => hungUp.abort(new Error('the client hung up'));
    response.once('close', hangUp);
    try {
      const signal = AbortSignal.any([hungUp.signal, AbortSignal.timeout(apiLimits.requestMs)]);
      return await this.#batcher.submit(rows, signal);
    } finally {
      response.off('close', hangUp);
    }
  }
}

function expectMethod(request: IncomingMessage, response: ServerResponse, method: 'GET' | 'POST'): void {
  if (request.method === method) return;
  response.setHeader('Allow', method);
  throw new ApiError(405, 'METHOD_NOT_ALLOWED', `Only ${method} is understood here.`, {
    next: 'Look at /openapi.json for what there is.',
  });
}

function explain(error: unknown, log: Logger): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof FullError) {
    return new ApiError(429, 'TOO_MANY_REQUESTS', 'Too many faces are waiting to be drawn.', {
      next: 'Ask again after the time in Retry-After.',
      retryAfterSeconds: Math.max(1, Math.ceil(error.secondsUntilFree)),
    });
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ApiError(503, 'TIMEOUT', `It took longer than ${apiLimits.requestMs / 1000} seconds.`, {
      next: 'Ask for fewer faces, or when less is asked for.',
      retryAfterSeconds: 10,
    });
  }
  const { code, message, data } = toStudioError(error, log);
  // A model that is being closed cancels what it draws: the caller did not.
  const isGone = error instanceof StudioError && (code === 'COMPUTE_CRASHED' || code === 'CANCELLED');
  const status = isGone ? 503 : errorCatalogue[code].status;
  return new ApiError(status, code, message, { next: data.next });
}

function answerFailure(
  response: ServerResponse,
  { status, code, message, next, retryAfterSeconds }: ApiError,
): void {
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  // What is left of a body that was refused is not waited for.
  if (status === 413 || status === 429) response.setHeader('Connection', 'close');
  answerJson(response, status, { error: { code, message, next } } satisfies Failure);
}
