/** One way to install a browser: commands that run in order, until one fails. */
export interface InstallPlan {
  name: string;
  commands: { program: string; args: string[] }[];
}

/** What this machine offers for installing a browser. */
export interface InstallMeans {
  /** apt-get on a Debian-like system; undefined elsewhere. */
  aptGet?: string | undefined;
  isRoot: boolean;
  /** sudo, when it works without asking for a password. */
  sudo?: string | undefined;
  /** Playwright's own command, when it is installed. */
  playwright?: string | undefined;
}

/** The ways to install a Chromium on this machine, the one that needs no further libraries first. */
export function browserInstallPlans({ aptGet, isRoot, sudo, playwright }: InstallMeans): InstallPlan[] {
  const plans: InstallPlan[] = [];
  if (aptGet !== undefined && (isRoot || sudo !== undefined)) {
    const asRoot = (args: string[]) =>
      isRoot || sudo === undefined
        ? { program: aptGet, args }
        : { program: sudo, args: ['-n', 'env', 'DEBIAN_FRONTEND=noninteractive', aptGet, ...args] };
    plans.push({
      name: 'apt-get',
      commands: [asRoot(['update']), asRoot(['install', '-y', '--no-install-recommends', 'chromium'])],
    });
  }
  if (playwright !== undefined) {
    plans.push({ name: 'Playwright', commands: [{ program: playwright, args: ['install', 'chromium'] }] });
  }
  return plans;
}
