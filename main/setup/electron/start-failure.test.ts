import { expect, test } from 'vitest';
import { type ElectronEnd, explainElectronEnd } from './start-failure.ts';

const program = '/faceloom/node_modules/electron/dist/electron';
const ended = (end: Partial<ElectronEnd>): ElectronEnd => ({
  ...{
    code: null,
    signal: null,
    stderr: '',
    program,
    head: Buffer.alloc(0),
    arch: 'x64',
    env: { DISPLAY: ':7' },
  },
  ...end,
});

const noSandbox =
  '[4711:1130/060000.1:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:132] No usable sandbox! If you are ' +
  'running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see ' +
  'https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md.';
const helper =
  '[1:1130/060000.1:FATAL:sandbox/linux/suid/client/setuid_sandbox_host.cc:166] The SUID sandbox helper binary was ' +
  "found, but is not configured correctly. Rather than run without sandboxing I'm aborting now.";
const noDisplay =
  '[1:1130/060000.1:ERROR:ui/ozone/platform/x11/ozone_platform_x11.cc:256] Missing X server or $DISPLAY\n' +
  '[1:1130/060000.1:ERROR:ui/aura/env.cc:257] The platform failed to initialize.  Exiting.';

test.each<[string, Partial<ElectronEnd>, RegExp, RegExp]>([
  [
    'Ubuntu',
    { signal: 'SIGTRAP', stderr: noSandbox },
    /forbids Electron's sandbox/,
    /chmod 4755 ".*dist\/chrome-sandbox"/,
  ],
  ['a helper without rights', { signal: 'SIGTRAP', stderr: helper }, /sandbox/, /chrome-sandbox/],
  [
    'root',
    {
      signal: 'SIGTRAP',
      stderr: 'zygote_host_impl_linux.cc:101] Running as root without --no-sandbox is not supported.',
    },
    /for root/,
    /ordinary user/,
  ],
  ['a stale display', { code: 1, stderr: noDisplay }, /display :7/, /terminal of the desktop/],
  [
    'a missing library',
    {
      code: 127,
      stderr: `${program}: error while loading shared libraries: libnss3.so: cannot open shared object file`,
    },
    /needs libnss3\.so,/,
    /apt install/,
  ],
  [
    'an old system',
    {
      code: 1,
      stderr: `${program}: /lib/libm.so.6: version \`GLIBC_2.29' not found (required by ${program})`,
    },
    /GLIBC_2\.29/,
    /Update the system/,
  ],
  [
    'an ARM program',
    { startError: `spawn ${program} ENOEXEC` },
    /another kind of processor/,
    /electron\/dist and run/,
  ],
  [
    'an ARM program on a Mac',
    { startError: 'spawn Unknown system error -86' },
    /another kind of processor/,
    /dist/,
  ],
  ['a disk that runs nothing', { startError: `spawn ${program} EACCES` }, /does not let/, /Allow/],
  ['musl', { startError: `spawn ${program} ENOENT` }, /loader/, /GNU C library/],
  ['a missing DLL', { code: 3221225781 }, /part of Electron is missing/, /dist/],
])('%s is told in two sentences', (_, end, reason, next) => {
  const told = explainElectronEnd(ended(end));
  expect(told.reason).toMatch(reason);
  expect(told.next).toMatch(next);
  for (const sentence of Object.values(told)) expect(sentence).not.toMatch(/FATAL|ERROR|\n/);
});

test('the head of the program tells its processor, where the shell complains of something else', () => {
  const head = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);
  head.writeUInt16LE(183, 18);
  const end = ended({ code: 2, stderr: 'electron: 1: Syntax error: "(" unexpected', head });
  expect(explainElectronEnd(end).reason).toMatch(/another kind of processor/);
  expect(explainElectronEnd({ ...end, arch: 'arm64' }).reason).toMatch(/Syntax error/);
});

test('an unknown failure is told with its last line', () => {
  expect(explainElectronEnd(ended({ signal: 'SIGILL', stderr: 'one\nIt broke.\n' })).reason).toBe(
    'Electron ended by SIGILL before it opened a window: It broke.',
  );
  expect(explainElectronEnd(ended({ code: 5 })).reason).toBe(
    'Electron ended with code 5 before it opened a window.',
  );
});

test('words of a program that ran are not taken for those of the system', () => {
  const { reason } = explainElectronEnd(
    ended({ code: 1, stderr: "Error: ENOENT: no such file or directory, open 'x'" }),
  );
  expect(reason).toContain('ENOENT: no such file');
});
