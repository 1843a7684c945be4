import type { WheelEntry } from './wheels.ts';

/** What is kept of a wheel of TensorFlow itself. */
export const tensorflowLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Terms of what the libraries are made of. */
export const tensorflowNotices = 'THIRD_PARTY_NOTICES.txt';

/** What the addon's sources include, directly or not, below `tensorflow/include/`. */
const headers = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
];

export const tensorflowEntries: readonly WheelEntry[] = [
  ...tensorflowLibraries.map(
    (name): WheelEntry => ({ entry: `tensorflow/${name}`, to: `lib/${name}`, strip: true }),
  ),
  ...headers.map((name) => ({ entry: `tensorflow/include/${name}`, to: `include/${name}` })),
  { entry: `tensorflow/${tensorflowNotices}`, to: tensorflowNotices },
];
