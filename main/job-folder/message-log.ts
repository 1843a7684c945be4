import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { StudioError } from '../contract/errors.ts';
import { errorCode, explainDiskError } from '../disk/disk-error.ts';
import { writeAll } from '../disk/write-all.ts';
import { JobMessage } from './job-messages.ts';
import { fill, openPlain, unusable } from './plain-files.ts';

/** The messages of a job as its worker writes them: a file that only grows, a line each. */
export class MessageLog {
  readonly #file: string;
  readonly #handle: number;
  /** True after a line that was not written to its end. */
  #isCutOff = false;

  /** A line that a worker which died left unfinished is cut off: nobody has read it. */
  constructor(file: string) {
    this.#file = file;
    try {
      cutUnfinished(file);
      this.#handle = openSync(file, O_WRONLY | O_APPEND | O_NOFOLLOW);
    } catch (error) {
      if (errorCode(error) === 'ELOOP') throw unusable(file, 'is not a plain file', error);
      throw explained(error, file);
    }
  }

  append(message: JobMessage): void {
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    try {
      if (this.#isCutOff) cutUnfinished(this.#file);
      this.#isCutOff = true;
      writeAll(this.#handle, line);
      this.#isCutOff = false;
    } catch (error) {
      throw explained(error, this.#file);
    }
  }

  /** Waits until all of it is on the disk. */
  flush(): void {
    fsyncSync(this.#handle);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** A message, and where in the file the next one begins. */
export interface ReadMessage {
  message: JobMessage;
  end: number;
}

/**
 * Reads whole lines from an offset on, at most a few megabytes; none while the next line is unfinished. Throws
 * JOB_FOLDER_UNUSABLE where the next line is too long or not a message; what comes before such a line is returned first.
 */
export async function readMessages(file: string, from: number): Promise<ReadMessage[]> {
  const handle = await openPlain(file);
  let bytes: Buffer;
  try {
    // Most looks find nothing new.
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(Math.max(size - from, 0), portionBytes));
    bytes = buffer.subarray(0, await fill(buffer, handle, from));
  } finally {
    await handle.close();
  }
  const messages: ReadMessage[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    try {
      messages.push({ message: parseLine(file, bytes.subarray(start, end)), end: from + end + 1 });
    } catch (error) {
      if (messages.length === 0) throw error;
      return messages;
    }
    start = end + 1;
  }
  if (messages.length === 0 && bytes.length > maxLineBytes) throw tooLong(file);
  return messages;
}

/** As `readMessages`; nothing while there is no file yet, and while the share is away or does not answer. */
export async function readMessagesIfThere(file: string, from: number): Promise<ReadMessage[]> {
  try {
    return await readMessages(file, from);
  } catch (error) {
    if (error instanceof StudioError || errorCode(error) === undefined) throw error;
    return [];
  }
}

function parseLine(file: string, line: Buffer): JobMessage {
  if (line.length > maxLineBytes) throw tooLong(file);
  try {
    return JobMessage.parse(JSON.parse(line.toString('utf8')));
  } catch (cause) {
    throw unusable(file, 'holds a line that is not a message', cause);
  }
}

/** Makes the file where there is none. Windows does not shorten a file that is open for appending, so it is opened twice. */
function cutUnfinished(file: string): void {
  const handle = openSync(file, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644);
  try {
    const { size } = fstatSync(handle);
    const end = endOfLastLine(handle, size);
    if (end < size) ftruncateSync(handle, end);
  } finally {
    closeSync(handle);
  }
}

/** Just behind the last newline of the first `size` bytes. */
function endOfLastLine(handle: number, size: number): number {
  const buffer = Buffer.alloc(2 ** 16);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    let read = 0;
    // A network file system may give a part of what is asked for; what follows it would be cut off.
    while (read < end - start) {
      const count = readSync(handle, buffer, read, end - start - read, start + read);
      if (count === 0) break;
      read += count;
    }
    const at = buffer.subarray(0, read).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

const explained = (error: unknown, file: string) =>
  explainDiskError(error, file, {
    lost: 'the training’s numbers could not be written',
    goOn: 'start the worker again; it goes on from the last checkpoint',
  });

const tooLong = (file: string) => unusable(file, `holds a line of more than ${maxLineBytes} bytes`);

// Windows has no such flag.
const { O_RDWR, O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = constants;
const newline = 0x0a;
/** The longest real lines are rows of a tenth of a second, with some 50 KB where steps take a millisecond. */
const maxLineBytes = 2 ** 20;
const portionBytes = 2 ** 22;
