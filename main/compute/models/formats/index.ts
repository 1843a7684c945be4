import type { ModelFormat } from '../../../contract/models/model-files.ts';
import type { Format } from './format.ts';
import { html } from './html/html.ts';
import { kerasH5 } from './keras-h5.ts';
import { onnx } from './onnx.ts';
import { safetensors } from './safetensors.ts';
import { savedModel } from './saved-model.ts';
import { tfjsLayers } from './tfjs-layers.ts';

/**
 * Every kind of files that a generator can be exported as and imported from. Where a folder holds a model in several of
 * them, the first that is recognised is read.
 */
export const formats: Readonly<Record<ModelFormat, Format>> = {
  savedmodel: savedModel,
  tfjs: tfjsLayers,
  safetensors,
  onnx,
  h5: kerasH5,
  html,
};
