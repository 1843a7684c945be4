#!/bin/bash
# Tries Faceloom on a graphics card, in under eight minutes, and prints one JSON object on its last line.
#
#   main/setup/on-a-card.sh [--dry-run] [--webgpu] [TORCH_SCRIPT]
#
# It sets TensorFlow's CUDA build up, proves it, times and trains draft-32, standard-64 and high-128 (a minute each), and
# times TORCH_SCRIPT, a step of the classic DCGAN in PyTorch, on the same card. What it needs is fetched; on a machine
# without a network put the wheels into a folder and name that in FACELOOM_WHEELS. --dry-run says what it would do, with
# the real plan of the set-up and the real doctor, and starts nothing that needs a card.
#
# --webgpu tries a card of any maker through WebGPU instead: proves it, times the same presets on it, on WebAssembly and, where
# it is set up, on TensorFlow's CUDA build, and trains draft-32. Where the system has no Vulkan loader, name a folder that holds
# Debian's libvulkan.so.1 in FACELOOM_VULKAN (dpkg -x libvulkan1_*.deb DIR).
set -u
cd "$(dirname "$0")/../.."
dry=
webgpu=
while [[ ${1:-} == --* ]]; do
  case $1 in
    --dry-run) dry=1 ;;
    --webgpu) webgpu=1 ;;
    *) echo "There is no option $1." >&2; exit 2 ;;
  esac
  shift
done
torch=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The first right candidate, which is the card's: timing all of them for each preset would take the eight minutes alone.
export FACELOOM_ENGINE_CHOICE=first
budget=470
if [[ -n ${FACELOOM_WHEELS:-} ]]; then export PIP_NO_INDEX=1 PIP_FIND_LINKS=$FACELOOM_WHEELS; fi
node=node_modules/.bin/node
[[ -x $node ]] || node=node
faceloom=("$node" main/cli/faceloom.ts)

# part NAME SECONDS COMMAND…: runs it for so long at most, and keeps its last line, which is JSON, its end and its time.
part() {
  local name=$1 limit=$2 begin=$SECONDS code left=$((budget - SECONDS))
  shift 2
  ((limit < left)) || limit=$left
  # A plan has all the time that it needs.
  [[ -z $dry ]] || limit=600
  echo "$name: $*" >&2
  if [[ -n $dry && ${needs_card:-1} == 1 ]]; then
    printf '"%s"' "not started" >"$work/$name.out"
    code=0
  elif ((limit < 5)); then
    printf '"%s"' "out of time" >"$work/$name.out"
    code=124
  else
    timeout --kill-after=10 "$limit" "$@" >"$work/$name.out" 2>"$work/$name.err"
    code=$?
  fi
  echo "$name $code $((SECONDS - begin)) $limit $*" >>"$work/parts"
}

# against_torch SIDE OPTION…: PyTorch and Faceloom, whose steps are made as the options say.
against_torch() {
  [[ -n $torch ]] || return
  part "torch-$1" 30 python3 -c "import runpy, sys, torch; torch.set_default_device('cuda'); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')" "$torch" --size "$1"
  part "classic-$1" 40 "${faceloom[@]}" bench --preset classic-dcgan --size "$1" --width 64 --batch 16 "${@:2}" --json
}

# The loader of Vulkan that Dawn finds: the system's, or one that was carried along; and NVIDIA's driver, which containers
# have without the file that names it.
carry_vulkan() {
  [[ -z ${FACELOOM_VULKAN:-} ]] || export LD_LIBRARY_PATH=$FACELOOM_VULKAN${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  [[ -z ${VK_ICD_FILENAMES:-} ]] || return
  [[ -z $(compgen -G "/usr/share/vulkan/icd.d/*.json"; compgen -G "/etc/vulkan/icd.d/*.json") ]] || return
  echo '{"file_format_version":"1.0.0","ICD":{"library_path":"libGLX_nvidia.so.0","api_version":"1.3.0"}}' >"$work/nvidia_icd.json"
  export VK_ICD_FILENAMES=$work/nvidia_icd.json
}

try_webgpu() {
  carry_vulkan
  needs_card=0 part card 20 nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total --format=csv,noheader
  needs_card=0 part vulkan 5 "$node" -e 'const { LD_LIBRARY_PATH, VK_ICD_FILENAMES } = process.env; console.log(JSON.stringify({ LD_LIBRARY_PATH, VK_ICD_FILENAMES }))'
  part proof 120 "${faceloom[@]}" doctor --prove draft-32 --json
  for preset in draft-32 standard-64 high-128; do
    part "webgpu-$preset" 60 "${faceloom[@]}" bench --preset "$preset" --engine webgpu --json
    part "cuda-$preset" 30 "${faceloom[@]}" bench --preset "$preset" --engine tensorflow --mode graph --json
    part "wasm-$preset" 40 "${faceloom[@]}" bench --preset "$preset" --engine wasm --json
  done
  for side in 64 128; do against_torch "$side" --engine webgpu; done
  part sample 30 "${faceloom[@]}" demo --library "$work/library" --minutes 0.01 --out "$work/faces.png" --json
  part train-draft-32 75 "${faceloom[@]}" train "Sample faces" --library "$work/library" --preset draft-32 --engine webgpu --minutes 1 --json
}

try_cuda() {
  needs_card=0 part card 20 nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total --format=csv,noheader
  needs_card=0 part plan 20 "$node" main/setup/setup-tensorflow.ts --cuda --dry-run --json
  part setup 180 "$node" main/setup/setup-tensorflow.ts --cuda --yes
  needs_card=0 part doctor 40 "${faceloom[@]}" doctor --json
  part proof 60 "${faceloom[@]}" doctor --prove --json
  # The sample faces that the trainings use; one of them is the shortest training that there is.
  part sample 30 "${faceloom[@]}" demo --library "$work/library" --minutes 0.01 --out "$work/faces.png" --json
  for side in 64 128; do against_torch "$side" --engine tensorflow --mode graph; done
  for preset in draft-32 standard-64 high-128; do
    part "graph-$preset" 25 "${faceloom[@]}" bench --preset "$preset" --engine tensorflow --mode graph --json
    part "xla-$preset" 40 "${faceloom[@]}" bench --preset "$preset" --engine tensorflow --mode graph+xla --json
    part "train-$preset" 75 "${faceloom[@]}" train "Sample faces" --library "$work/library" --preset "$preset" --minutes 1 --json
  done
}

if [[ -n $webgpu ]]; then try_webgpu; else try_cuda; fi
"$node" --input-type=module - "$work" "${dry:-0}" <<'JS'
import { readFileSync } from 'node:fs';
const [, , work, dry] = process.argv;
const read = (file) => { try { return readFileSync(`${work}/${file}`, 'utf8').trim(); } catch { return ''; } };
const json = (text) => { try { return JSON.parse(text.split('\n').at(-1) ?? ''); } catch { return text.slice(-2000); } };
const parts = read('parts').split('\n').filter(Boolean).map((line) => {
  const [name, code, seconds, limit, ...command] = line.split(' ');
  const error = read(`${name}.err`).slice(-2000);
  return {
    ...{ name, command: command.join(' '), code: Number(code), seconds: Number(seconds), limitSeconds: Number(limit) },
    result: json(read(`${name}.out`)),
    ...(Number(code) === 0 || error === '' ? {} : { error }),
  };
});
const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
console.log(JSON.stringify({ dryRun: dry === '1', seconds, parts }));
JS
