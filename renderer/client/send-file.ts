import { ErrorReport, StudioError } from '../../main/contract/errors.ts';

/** What is heard of a file on its way. */
interface Sending {
  signal: AbortSignal;
  /** Called with the bytes that have left so far. */
  onSent(bytes: number): void;
}

/**
 * Sends one file, again after interruptions. Rejects with the studio's own error, with UPLOAD_STALLED when no attempt
 * came through, or with the reason of `signal`. `fetch` tells nothing of the bytes on their way, so this is an
 * XMLHttpRequest.
 */
export async function sendFile(address: string, file: Blob, name: string, sending: Sending): Promise<void> {
  for (const waitMs of [...waitsMs, undefined]) {
    try {
      return await attempt(address, file, sending);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      sending.onSent(0);
      if (waitMs !== undefined) await pause(waitMs, sending.signal);
    }
  }
  throw new StudioError('UPLOAD_STALLED', `${name} could not be sent.`, {
    next: 'Check that the file is still there and that the studio can be reached, then drop the folder again.',
    subject: name,
  });
}

/** Silence after which a sending is given up, in milliseconds; longer than the studio's own patience. */
const silenceMs = 75_000;
/** Waits before a file is sent again, in milliseconds. */
const waitsMs = [1000, 3000, 9000, 27_000];

/** Thrown for what another attempt may mend. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

function attempt(address: string, file: Blob, { signal, onSent }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const listenOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), silenceMs);
    };
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    const stop = () => {
      end(() => reject(signal.reason));
      request.abort();
    };
    signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = ({ loaded }) => {
      listenOn();
      onSent(loaded);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) end(resolve);
      else end(() => reject(refusal(request)));
    };
    request.onerror = () => end(() => reject(new Interrupted()));
    request.onabort = () => end(() => reject(new Interrupted()));
    request.open('POST', address);
    listenOn();
    request.send(file);
  });
}

/** Answers that another attempt may change: the file was cut or stalled, or a server between was overloaded. */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** What the studio answered instead of taking the file. */
function refusal({ status, responseText }: XMLHttpRequest): Error {
  if (passing.has(status)) return new Interrupted();
  const report = ErrorReport.safeParse(parseJson(responseText));
  return report.success ? StudioError.fromReport(report.data) : new Error(`The studio answered ${status}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not from the studio, which answers in JSON here: a server between, whose page nobody can use.
    return undefined;
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
