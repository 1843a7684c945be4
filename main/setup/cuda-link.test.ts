import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCudaAddon } from '../graphics-cards/cuda-addon.ts';
import { linkedCudaLibraries } from './cuda-wheels.ts';
import { findProgram } from './find-program.ts';
import { installTensorflow } from './install-tensorflow.ts';
import { tempDir, writeProgram } from './testing.ts';
import { cudaWorld } from './testing-cuda.ts';

const compiler = findProgram('g++');

/** Libraries that stand for NVIDIA's: their names, and that of cuSOLVER needs four others without saying where they are. */
const neededByCusolver = ['libnvJitLink.so.12', 'libcublasLt.so.12', 'libcublas.so.12', 'libcusparse.so.12'];

/** Opens each of NVIDIA's libraries by its bare name, as TensorFlow does, and says which were found. */
const framework = `
  #include <dlfcn.h>
  #include <string>
  extern "C" const char* open_by_name() {
    static std::string found;
    found.clear();
    for (const char* name : {${linkedCudaLibraries.map((file) => `"${path.basename(file)}"`).join(', ')}})
      if (dlopen(name, RTLD_NOW | RTLD_LOCAL)) found += std::string(name) + " ";
    return found.c_str();
  }`;

const addon = `
  #include <node_api.h>
  #include <string.h>
  extern "C" const char* open_by_name();
  NAPI_MODULE_INIT() {
    const char* found = open_by_name();
    napi_value text;
    napi_create_string_utf8(env, found, strlen(found), &text);
    napi_set_named_property(env, exports, "found", text);
    return exports;
  }`;

/** Stands for TensorFlow's package: loads whichever addon it is told of. */
const api = `
  const addon = require(require('@mapbox/node-pre-gyp').find('package.json'));
  exports.found = addon.found.trim().split(' ');
  exports.tensor2d = (rows) => rows;
  exports.matMul = () => ({ dataSync: () => [19, 22, 43, 50] });
  exports.backend = () => ({ binding: { TF_Version: '2.21.0' }, isUsingGpuDevice: exports.found.length > 8 });`;

function compileStandIns(folder: string): Record<string, Uint8Array> {
  const compile = (name: string, source: string, needed: readonly string[] = []) => {
    const [input, output] = [path.join(folder, `${name}.cc`), path.join(folder, name)];
    writeFileSync(input, source);
    const links = needed.map((each) => `-l:${each}`);
    execFileSync(compiler ?? 'g++', [
      ...[
        '-shared',
        '-fPIC',
        '-o',
        output,
        input,
        `-Wl,-soname,${name}`,
        `-L${folder}`,
        '-Wl,--no-as-needed',
      ],
      ...links,
    ]);
    return readFileSync(output);
  };
  const made: Record<string, Uint8Array> = {};
  for (const file of linkedCudaLibraries) {
    const name = path.basename(file);
    made[file] = compile(
      name,
      'extern "C" void stand_in() {}',
      name.startsWith('libcusolver') ? neededByCusolver : [],
    );
  }
  made['tensorflow/libtensorflow_framework.so.2'] = compile('libtensorflow_framework.so.2', framework);
  made['tensorflow/libtensorflow_cc.so.2'] = compile(
    'libtensorflow_cc.so.2',
    'extern "C" void tensorflow() {}',
  );
  return made;
}

describe.skipIf(process.platform !== 'linux' || compiler === undefined)(
  'the addon for cards (needs g++ and Linux)',
  () => {
    it('finds NVIDIA’s libraries in the cache and nowhere else, without LD_LIBRARY_PATH', async () => {
      const folder = path.join(tempDir(), 'stand ins, with a comma');
      mkdirSync(folder);
      const world = cudaWorld({ contents: compileStandIns(folder) });
      writeFileSync(path.join(world.packageDir, 'binding/tfjs_binding.cc'), addon);
      writeFileSync(path.join(world.packageDir, 'index.js'), api);
      writeProgram(path.join(world.bin, 'g++'), `exec '${compiler}' "$@"`);
      await installTensorflow(world.options);

      const script = `
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import { takeCudaAddon } from ${JSON.stringify(fileURLToPath(new URL('../graphics-cards/cuda-addon.ts', import.meta.url)))};
      takeCudaAddon(${JSON.stringify(world.packageDir)}, ${JSON.stringify(findCudaAddon(world.packageDir))});
      const { found } = createRequire(import.meta.url)(${JSON.stringify(world.packageDir)});
      const maps = readFileSync('/proc/self/maps', 'utf8').split('\\n').map((line) => line.slice(73));
      console.log(JSON.stringify({ found, maps, xla: process.env.XLA_FLAGS }));`;
      const { LD_LIBRARY_PATH: _, XLA_FLAGS: __, ...env } = process.env;
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env });
      const { found, maps, xla }: { found: string[]; maps: string[]; xla: string } = JSON.parse(
        String(printed),
      );

      expect(found).toEqual(linkedCudaLibraries.map((file) => path.basename(file)));
      const isNvidias = (file: string) =>
        /lib(?:cud|cu[a-z]+\.|cublas|nv)[^/]*$/.test(file) && /\.so/.test(file);
      expect([...new Set(maps.filter(isNvidias))].sort()).toEqual(
        linkedCudaLibraries.map((file) => path.join(world.library, file)).sort(),
      );
      expect(xla).toBe(`--xla_gpu_cuda_data_dir=${world.library}/nvidia/cuda_nvcc`);
    });
  },
);
