import { z } from 'zod';

/**
 * The name that a person gives to something, of at most `length` characters on one line: line ends and other control
 * characters, which a terminal would obey, become blanks, and so do marks that turn text around.
 */
export const givenName = (length = 80) => z.string().overwrite(toOneLine).trim().min(1).max(length);

/** Each run of control characters, line ends and turning marks becomes one blank. */
export const toOneLine = (text: string): string => text.replaceAll(unprintable, ' ');

const unprintable = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
