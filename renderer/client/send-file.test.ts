// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../main/contract/errors.ts';
import { sendFile } from './send-file.ts';

/** As much of XMLHttpRequest as a sending uses; each test says how an attempt goes. */
class Request {
  static all: Request[] = [];
  static behave: (request: Request, attempt: number) => void = () => undefined;
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload = () => undefined;
  onerror = () => undefined;
  onabort = () => undefined;
  status = 0;
  responseText = '';
  open = () => undefined;
  send() {
    Request.all.push(this);
    Request.behave(this, Request.all.length);
  }
  abort() {
    this.onabort();
  }
  answer(status: number, body: unknown = '') {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    queueMicrotask(() => this.onload());
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('XMLHttpRequest', Request);
  Request.all = [];
  Request.behave = () => undefined;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin() {
  const abort = new AbortController();
  const sent: number[] = [];
  const outcome = sendFile('/upload/x', new Blob(['12345']), 'a.jpg', {
    signal: abort.signal,
    onSent: (bytes) => sent.push(bytes),
  }).then(
    () => 'sent',
    (error: unknown) => error,
  );
  return { abort, sent, outcome };
}

const hour = 60 * 60_000;

test('a file that is cut is sent again, from its beginning', async () => {
  Request.behave = (request, attempt) => {
    request.upload.onprogress?.({ loaded: 3 });
    if (attempt < 3) queueMicrotask(() => request.onerror());
    else request.answer(204);
  };
  const { sent, outcome } = begin();
  await vi.advanceTimersByTimeAsync(hour);
  expect(await outcome).toBe('sent');
  expect(sent).toEqual([3, 0, 3, 0, 3]);
});

test.each([408, 502, 503])('an answer of %d is tried again', async (status) => {
  Request.behave = (request, attempt) => request.answer(attempt === 1 ? status : 204);
  const { outcome } = begin();
  await vi.advanceTimersByTimeAsync(hour);
  expect(await outcome).toBe('sent');
});

test('what the studio refuses is told in its words, and not sent again', async () => {
  const report = { code: 'INVALID_INPUT', message: 'Too large.', data: { next: 'Leave it out.' } };
  Request.behave = (request) => request.answer(400, report);
  const { outcome } = begin();
  await vi.advanceTimersByTimeAsync(hour);
  expect(await outcome).toMatchObject({ code: 'INVALID_INPUT', message: 'Too large.' });
  expect(Request.all).toHaveLength(1);
});

test('a page of a proxy is not taken for an answer of the studio', async () => {
  Request.behave = (request) => request.answer(413, '<html>');
  const { outcome } = begin();
  await vi.advanceTimersByTimeAsync(hour);
  expect(await outcome).toMatchObject({ message: 'The studio answered 413.' });
});

test('a line that stays silent or broken is given up, with the name of the file', async () => {
  const { outcome } = begin();
  await vi.advanceTimersByTimeAsync(hour);
  const error = await outcome;
  expect(error).toBeInstanceOf(StudioError);
  expect(error).toMatchObject({ code: 'UPLOAD_STALLED', data: { subject: 'a.jpg' } });
  expect(Request.all).toHaveLength(5);
});

test('bytes that flow slowly are not given up', async () => {
  Request.behave = (request) => {
    let loaded = 0;
    const timer = setInterval(() => {
      request.upload.onprogress?.({ loaded: ++loaded });
      if (loaded < 60) return;
      clearInterval(timer);
      request.answer(204);
    }, 60_000);
  };
  const { outcome } = begin();
  await vi.advanceTimersByTimeAsync(2 * hour);
  expect(await outcome).toBe('sent');
  expect(Request.all).toHaveLength(1);
});

test('a cancelled sending ends at once, also between two attempts', async () => {
  const first = begin();
  first.abort.abort('enough');
  await vi.advanceTimersByTimeAsync(0);
  expect(await first.outcome).toBe('enough');
  Request.behave = (request) => queueMicrotask(() => request.onerror());
  const second = begin();
  await vi.advanceTimersByTimeAsync(10);
  second.abort.abort('enough');
  await vi.advanceTimersByTimeAsync(0);
  expect(await second.outcome).toBe('enough');
  expect(Request.all).toHaveLength(2);
});
