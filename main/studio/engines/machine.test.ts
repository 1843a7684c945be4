import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineId } from '../../contract/engines.ts';
import { createLogger } from '../base/log.ts';
import { standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { describeMachine, type Machine, machineKey } from './machine.ts';
import { ProvedEngines } from './proved-engines.ts';

const path = tempFolderPerTest();
const here = describeMachine();

describe('the key of a machine', () => {
  it('is the same each time, and knows the processor', () => {
    expect(machineKey()).toBe(machineKey(here));
    expect(here).toMatchObject({ processor: cpus()[0]?.model ?? 'unknown', threads: availableParallelism() });
  });

  it.each([
    ['system', { platform: 'linux-m68k' }],
    ['processor', { processor: 'Another Processor' }],
    ['family', { family: '1' }],
    ['model', { model: '0x1' }],
    ['stepping', { stepping: '99' }],
    ['features', { features: 'fpu avx512_vp2intersect' }],
    ['ARM core', { arm: ['0x41 8 0x4 0xd0c 1'] }],
    ['caches', { caches: ['1 Data 1K'] }],
    ['number of threads', { threads: 4711 }],
  ])('is another one with another %s', (_, change) => {
    expect(machineKey({ ...here, ...change })).not.toBe(machineKey(here));
  });

  it.each([
    ['TF_XLA_FLAGS', '--tf_xla_auto_jit=2'],
    ['XLA_FLAGS', '--xla_cpu_enable_fast_math=true'],
    ['ONEDNN_DEFAULT_FPMATH_MODE', 'BF16'],
    ['ONEDNN_MAX_CPU_ISA', 'nonsense'],
    ['NVIDIA_TF32_OVERRIDE', '0'],
    ['VK_DRIVER_FILES', '/some/driver.json'],
    ['FACELOOM_STEP_PRODUCTS', 'bfloat16'],
    ['FACELOOM_WEBGPU_SOFTWARE', '1'],
  ])('is another one where the user sets %s', (name, value) => {
    const keyWith = (env: NodeJS.ProcessEnv) => machineKey(describeMachine(undefined, env));
    expect(keyWith({ PATH: '/bin', [name]: value })).not.toBe(keyWith({ PATH: '/bin' }));
    expect(keyWith({ [name]: value })).not.toBe(keyWith({ [name]: `${value} ` }));
    expect(keyWith({ [name]: value, TF_A: '1' })).toBe(keyWith({ TF_A: '1', [name]: value }));
  });

  it('is the same whatever the user sets that says nothing to an engine, or that Faceloom sets itself', () => {
    const env = {
      HOME: '/home',
      CUDA_VISIBLE_DEVICES: '3',
      TF_NUM_INTRAOP_THREADS: '7',
      TF_CPP_MIN_LOG_LEVEL: '0',
      // Of Terraform.
      TF_CLI_CONFIG_FILE: '/home/.terraformrc',
      TF_VAR_region: 'north',
      TF_LOG: 'debug',
      TF_WORKSPACE: 'tests',
    };
    expect(machineKey(describeMachine(undefined, env))).toBe(machineKey(describeMachine(undefined, {})));
  });

  it('is that of an engine, which goes by what is said to its own libraries', () => {
    const changed = (name: string) => {
      const [without, with_] = [{}, { [name]: '1' }].map((env) => describeMachine(undefined, env));
      return EngineId.options.filter((engine) => machineKey(without, engine) !== machineKey(with_, engine));
    };
    expect(changed('TF_ENABLE_ONEDNN_OPTS')).toEqual(['tensorflow']);
    expect(changed('XLA_FLAGS')).toEqual(['tensorflow']);
    expect(changed('VK_DRIVER_FILES')).toEqual(['webgpu']);
    expect(changed('FACELOOM_STEP_PRODUCTS')).toEqual(EngineId.options);
  });

  it('tells a virtual machine that reports no caches from one that does', () => {
    expect(machineKey({ ...here, caches: [] })).not.toBe(machineKey({ ...here, caches: ['1 Data 48K'] }));
  });
});

/** Two fast cores and two slow ones, as a Raspberry Pi's kernel or a phone's tells of them. */
const armCpuinfo = ['0xd0b', '0xd0b', '0xd05', '0xd05']
  .map((part, processor) =>
    [
      `processor\t: ${processor}`,
      'BogoMIPS\t: 108.00',
      'Features\t: fp asimd evtstrm crc32 cpuid asimdrdm',
      'CPU implementer\t: 0x41',
      'CPU architecture: 8',
      'CPU variant\t: 0x4',
      `CPU part\t: ${part}`,
      'CPU revision\t: 1',
    ].join('\n'),
  )
  .join('\n\n');

describe('a system that tells little of its processor', () => {
  const told = (cpuinfo: string) => {
    const cores = path('cpuinfo');
    writeFileSync(cores, cpuinfo);
    return describeMachine({ cores, caches: path('none') });
  };

  it('has a key all the same where neither file is there, or nobody may read them', () => {
    const [nowhere, folder] = [path('none'), path('folder')];
    mkdirSync(folder);
    // A folder in the place of a file fails as one does that nobody may read, for the administrator too.
    for (const files of [
      { cores: nowhere, caches: nowhere },
      { cores: folder, caches: nowhere },
    ]) {
      const machine = describeMachine(files);
      expect(machine).toMatchObject({
        features: undefined,
        arm: undefined,
        caches: [],
        threads: here.threads,
      });
      expect(machineKey(machine)).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  it('tells ARM processors apart, which have numbers and no names', () => {
    const arm = told(armCpuinfo);
    expect(arm).toMatchObject({
      features: 'fp asimd evtstrm crc32 cpuid asimdrdm',
      family: undefined,
      arm: ['0x41 8 0x4 0xd05 1', '0x41 8 0x4 0xd0b 1'],
    });
    expect(machineKey(told(armCpuinfo.replaceAll('0xd05', '0xd0b')))).not.toBe(machineKey(arm));
    expect(machineKey(told(armCpuinfo.replaceAll('variant\t: 0x4', 'variant\t: 0x3')))).not.toBe(
      machineKey(arm),
    );
  });

  it('reads the first core of an x86 processor, whatever else stands there', () => {
    const cpuinfo =
      'processor\t: 0\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: AMD\nstepping\t: 1\nflags\t\t: fpu sse\n';
    expect(told(`${cpuinfo}\n${cpuinfo.replace('fpu', 'no')}`)).toMatchObject({
      ...{ features: 'fpu sse', family: '26', model: '2', stepping: '1', arm: undefined },
    });
    for (const rubbish of ['', '\n\n\n', ':', 'flags', '\u0000'.repeat(99)])
      expect(told(rubbish)).toMatchObject({ features: undefined, family: undefined });
  });

  it('leaves out what a cache does not say of itself', () => {
    const caches = path('caches');
    for (const [index, facts] of [{ level: '1', type: 'Data', size: '48K' }, { level: '3' }].entries()) {
      mkdirSync(join(caches, `index${index}`), { recursive: true });
      for (const [name, text] of Object.entries(facts))
        writeFileSync(join(caches, `index${index}`, name), `${text}\n`);
    }
    writeFileSync(join(caches, 'uevent'), '');
    const machine = describeMachine({ cores: path('none'), caches });
    expect(machine.caches).toEqual(['1 Data 48K', '3 ? ?']);
  });
});

describe('a library on another computer', () => {
  const { candidates, launch, begun } = standInEngines({ fine: {}, wasm: { engine: 'wasm' } });
  const log = createLogger(() => undefined);
  const work = { name: 'sample', seesFaces: false };

  it('is proved afresh there, as for another number of threads or another driver', async () => {
    const folder = path();
    const device = { uuid: 'GPU-1', name: 'A card', driver: '550' };
    const use = async (options: { machine?: Machine; candidates?: typeof candidates }, threads = 1) => {
      const engines = new ProvedEngines({ launch, folder, log, candidates, ...options });
      await engines.forWork(work, 'auto', threads);
      return begun.splice(0).length;
    };
    expect(await use({})).toBe(1);
    expect(await use({})).toBe(0);
    expect(await use({ machine: { ...here, processor: 'Another' } })).toBe(1);
    expect(await use({}, 2)).toBe(1);
    const onCard = (driver: string) => [{ ...candidates[0], device: { ...device, driver } }];
    expect(await use({ candidates: onCard('550') })).toBe(1);
    expect(await use({ candidates: onCard('560') })).toBe(1);
    // WebAssembly has one thread whatever a process may take.
    const wasm = candidates.slice(1);
    expect(await use({ candidates: wasm })).toBe(1);
    expect(await use({ candidates: wasm }, 2)).toBe(0);
    // Back home nothing was forgotten.
    expect(await use({})).toBe(0);
    expect(await use({ candidates: onCard('550') })).toBe(0);
    // Records of an earlier form of the proof say nothing.
    const file = join(folder, 'proofs.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/ v\d+ /g, ' v0 '));
    expect(await use({})).toBe(1);
  });
});
