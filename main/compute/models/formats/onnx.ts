import { type Format, fileOf } from './format.ts';
import { readOnnx } from './onnx/read-onnx.ts';
import { openOnnx } from './onnx/run-onnx.ts';
import { writeOnnx } from './onnx/write-onnx.ts';

const onnxFile = 'generator.onnx';

/** ONNX, which most other frameworks and runtimes read. */
export const onnx: Format = {
  mainFile: onnxFile,

  write: ({ name, generator }) => new Map([[onnxFile, writeOnnx(name, generator)]]),
  read: (files) => readOnnx(fileOf(files, onnxFile)),
  open: (files) => openOnnx(fileOf(files, onnxFile)),
};
