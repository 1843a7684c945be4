import { lastUsefulLine } from '../run-program.ts';

/** How Electron ended before it was ready. */
export interface ElectronEnd {
  /** The error of a program that the system did not start at all, such as ENOEXEC. */
  startError?: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of its standard error. */
  stderr: string;
  program: string;
  /** The first bytes of the program's file. */
  head: Uint8Array;
  arch: NodeJS.Architecture;
  env: NodeJS.ProcessEnv;
}

interface Failure {
  pattern: RegExp;
  tell(match: RegExpExecArray, end: ElectronEnd): { reason: string; next: string };
}

const downloadAgain = (program: string) =>
  `Delete the folder ${program.replace(/([/\\]dist)[/\\].*$/, '$1')} and run npm start -- --window.`;

const tellOtherProcessor = ({ program }: ElectronEnd) => ({
  reason: 'The Electron that is here is made for another kind of processor.',
  next: downloadAgain(program),
});
const otherProcessor: Failure['tell'] = (_match, end) => tellOtherProcessor(end);
const missingPart: Failure['tell'] = (_match, { program }) => ({
  reason: 'A part of Electron is missing.',
  next: downloadAgain(program),
});

/** What Node says of a program that the system did not start, first match first. */
const refusals: readonly Failure[] = [
  { pattern: /ENOEXEC|EBADARCH|UNKNOWN|error -(8|86)\b/, tell: otherProcessor },
  {
    pattern: /EACCES|EPERM/,
    tell: (_match, { program }) => ({
      reason: 'The system does not let Electron run from where it lies.',
      next: `Allow programs to run there: ${program}`,
    }),
  },
  {
    // The program is there, so what is missing is its loader: Alpine's musl has none for programs of glibc.
    pattern: /ENOENT/,
    tell: () => ({
      reason: 'This system lacks the loader that Electron is made for.',
      next: 'Use a system with the GNU C library, or stay with the browser.',
    }),
  },
];

/** What Chromium, the dynamic linker and Windows say, first match first; see the codes in ntstatus.h for the numbers. */
const complaints: readonly Failure[] = [
  { pattern: /Exec format error|Bad CPU type|\bcode 3221225595$/, tell: otherProcessor },
  {
    pattern: /error while loading shared libraries: ([^\s:]+)/,
    tell: ([, library]) => ({
      reason: `Electron needs ${library}, which this system does not have.`,
      next: 'Install it (Debian and Ubuntu: apt install libnss3 libgtk-3-0 libgbm1 libasound2).',
    }),
  },
  {
    pattern: /version [`'](GLIBC(?:XX)?_[\d.]+)' not found/,
    tell: ([, version]) => ({
      reason: `Electron needs ${version}, which this system is too old for.`,
      next: 'Update the system, or stay with the browser.',
    }),
  },
  {
    pattern: /Library not loaded|\bcode 3221225781$/,
    tell: missingPart,
  },
  {
    pattern: /Running as root without --no-sandbox/,
    tell: () => ({
      reason: "Electron's sandbox does not work for root.",
      next: 'Start Faceloom as an ordinary user, or stay with the browser.',
    }),
  },
  {
    pattern:
      /No usable sandbox|sandbox helper binary|setuid_sandbox_host|zygote_host_impl|credentials\.cc|namespace/i,
    tell: (_match, { program }) => {
      const helper = program.replace(/[^/]+$/, 'chrome-sandbox');
      return {
        reason: "The system forbids Electron's sandbox (Ubuntu does, to programs without a profile).",
        next: `Allow it with: sudo chown root: "${helper}" && sudo chmod 4755 "${helper}"`,
      };
    },
  },
  {
    pattern:
      /Missing X server|cannot open display|Unable to open X display|platform failed to initialize|Failed to connect to Wayland|Authorization required/i,
    tell: (_match, { env }) => ({
      reason: `No window can be opened on the display ${env['WAYLAND_DISPLAY'] || env['DISPLAY'] || 'of this terminal'}.`,
      next: 'Start it from a terminal of the desktop, or stay with the browser.',
    }),
  },
  {
    pattern: /ENOSPC|No space left|\/dev\/shm/,
    tell: () => ({
      reason: 'Electron found no room for its shared memory or its files.',
      next: 'Free some space on the disk and in /dev/shm.',
    }),
  },
];

/** Numbers of processors in the head of an ELF file (elf(5), e_machine). */
const elfMachines: Readonly<Record<number, NodeJS.Architecture>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
};

/** The processor that a program of Linux is made for; undefined for other files. */
function elfArch(head: Uint8Array): NodeJS.Architecture | undefined {
  const bytes = Buffer.from(head);
  if (bytes.length < 20 || bytes.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  return elfMachines[bytes.readUInt16LE(18)];
}

/** Why Electron did not start, and what to do, in a sentence each. */
export function explainElectronEnd(end: ElectronEnd): { reason: string; next: string } {
  const { startError, code, signal, stderr } = end;
  const madeFor = elfArch(end.head);
  // A program that Linux refuses is given to a shell by libuv, which then complains of its own (execvp(3), ENOEXEC).
  if (madeFor !== undefined && madeFor !== end.arch) return tellOtherProcessor(end);
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const known = startError === undefined ? complaints : refusals;
  const told = startError ?? `${stderr}\n${how}`;
  for (const { pattern, tell } of known) {
    const match = pattern.exec(told);
    if (match) return tell(match, end);
  }
  const words = startError ?? (stderr.trim() === '' ? '' : lastUsefulLine(stderr));
  return {
    reason: `Electron ended ${how} before it opened a window${words === '' ? '' : `: ${words.replace(/\.$/, '')}`}.`,
    next: 'FACELOOM_DEBUG=1 npm start shows all that it wrote.',
  };
}
