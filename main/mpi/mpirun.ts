import { userInfo } from 'node:os';

/** A program to be started in several processes that know each other. */
export interface RankedCommand {
  mpirun: string;
  ranks: number;
  program: string;
  args: readonly string[];
  /** Added to the environment of every rank, on other machines as well. */
  env: Readonly<Record<string, string>>;
}

/**
 * Arguments of `mpirun`, of Open MPI and of MPICH alike. The environment goes through `env`, because an MPI carries none
 * or only some of it to other machines, and glibc reads its part before the program starts.
 */
export const mpirunArguments = ({ ranks, program, args, env }: Omit<RankedCommand, 'mpirun'>): string[] => [
  ...['-n', String(ranks)],
  ...['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
  ...[program, ...args],
];

/** What Open MPI (4 and 5) is asked for by its environment; other MPIs do so by themselves and read none of it. */
export function mpirunEnvironment(): Record<string, string> {
  return {
    // Each rank has threads of its own, which would all be kept on one core.
    OMPI_MCA_hwloc_base_binding_policy: 'none',
    PRTE_MCA_hwloc_default_binding_policy: 'none',
    // More ranks than cores are slow, and right: whoever asks for them is told so beforehand.
    OMPI_MCA_rmaps_base_oversubscribe: '1',
    PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
    OMPI_MCA_mpi_yield_when_idle: '1',
    ...(userInfo().uid === 0 ? { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' } : {}),
  };
}
