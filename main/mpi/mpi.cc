// MPI for Node, as far as a training over several processes needs it: start, who am I, sums, copies, end.
// Compiled by `npm run setup:mpi` with the system's mpicxx, so that it speaks with the MPI of the machine or the cluster.
//
// Each call returns when all ranks have made it. An error of MPI ends all ranks, which is MPI's own way
// (MPI_ERRORS_ARE_FATAL); what throws here is a call that does not fit.

#include <mpi.h>
#include <node_api.h>

#include <limits.h>
#include <time.h>

namespace {

napi_value Throw(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

napi_value Number(napi_env env, int value) {
  napi_value result = nullptr;
  napi_create_int32(env, value, &result);
  return result;
}

// True between MPI_Init and MPI_Finalize; throws otherwise.
bool IsOpen(napi_env env) {
  int initialised = 0;
  int finalised = 0;
  MPI_Initialized(&initialised);
  MPI_Finalized(&finalised);
  if (initialised && !finalised) return true;
  Throw(env, initialised ? "MPI was finalised" : "MPI was not initialised");
  return false;
}

// Waits until every rank has come to the same call, and leaves the processor to others meanwhile: MPI itself waits in a
// loop, at the cost of the ranks that still compute on the same cores. A pause is a sixteenth of the time waited so far, so
// that it costs little of the time that is lost anyway, and 2 ms at most.
void Meet() {
  MPI_Request request;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  const double start = MPI_Wtime();
  for (int done = 0;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done) return;
    const double waited = MPI_Wtime() - start;
    if (waited < 200e-6) continue;
    const double pause = waited / 16 < 2e-3 ? waited / 16 : 2e-3;
    const timespec time = {0, static_cast<long>(pause * 1e9)};
    nanosleep(&time, nullptr);
  }
}

struct Array {
  napi_typedarray_type type;
  size_t length;
  void* data;
};

size_t BytesOf(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    default:
      return 8;
  }
}

// The typed array that is the first argument, and up to `count` arguments in all; false when it is none.
bool Arguments(napi_env env, napi_callback_info info, size_t count, napi_value* values, Array* array) {
  if (!IsOpen(env)) return false;
  size_t given = count;
  napi_get_cb_info(env, info, &given, values, nullptr, nullptr);
  bool is_array = false;
  if (given == count) napi_is_typedarray(env, values[0], &is_array);
  if (!is_array) {
    Throw(env, "a typed array is expected");
    return false;
  }
  napi_get_typedarray_info(env, values[0], &array->type, &array->length, &array->data, nullptr, nullptr);
  if (array->length * BytesOf(array->type) <= INT_MAX) return true;
  Throw(env, "an array of more than 2 GiB is too long for MPI");
  return false;
}

// init(): joins the ranks that mpirun or srun started; alone when nothing did.
napi_value Init(napi_env env, napi_callback_info) {
  int initialised = 0;
  MPI_Initialized(&initialised);
  if (initialised) return Throw(env, "MPI was initialised before");
  // Only Node's main thread speaks with MPI; TensorFlow has threads beside it.
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  if (provided < MPI_THREAD_FUNNELED) return Throw(env, "this MPI does not stand other threads beside it");
  return nullptr;
}

// rank(): 0 to size() − 1.
napi_value Rank(napi_env env, napi_callback_info) {
  if (!IsOpen(env)) return nullptr;
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return Number(env, rank);
}

napi_value Size(napi_env env, napi_callback_info) {
  if (!IsOpen(env)) return nullptr;
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return Number(env, size);
}

// allreduce(array): each number becomes its sum over all ranks, in place; float32 or float64.
napi_value Allreduce(napi_env env, napi_callback_info info) {
  napi_value value = nullptr;
  Array array;
  if (!Arguments(env, info, 1, &value, &array)) return nullptr;
  if (array.type != napi_float32_array && array.type != napi_float64_array)
    return Throw(env, "only float32 and float64 are added up");
  Meet();
  MPI_Allreduce(MPI_IN_PLACE, array.data, static_cast<int>(array.length),
                array.type == napi_float32_array ? MPI_FLOAT : MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  return nullptr;
}

// broadcast(array, root): the array becomes that of the rank `root`, which is as long everywhere.
napi_value Broadcast(napi_env env, napi_callback_info info) {
  napi_value values[2] = {nullptr, nullptr};
  Array array;
  if (!Arguments(env, info, 2, values, &array)) return nullptr;
  int root = -1;
  int size = 0;
  napi_get_value_int32(env, values[1], &root);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (root < 0 || root >= size) return Throw(env, "there is no such rank");
  Meet();
  MPI_Bcast(array.data, static_cast<int>(array.length * BytesOf(array.type)), MPI_BYTE, root, MPI_COMM_WORLD);
  return nullptr;
}

// barrier(): waits for all ranks.
napi_value Barrier(napi_env env, napi_callback_info) {
  if (IsOpen(env)) Meet();
  return nullptr;
}

// finalise(): leaves; every rank has to, before it ends.
napi_value Finalise(napi_env env, napi_callback_info) {
  if (IsOpen(env)) MPI_Finalize();
  return nullptr;
}

// abort(code): ends all ranks at once.
napi_value Abort(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value = nullptr;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  int code = 1;
  if (count == 1) napi_get_value_int32(env, value, &code);
  if (IsOpen(env)) MPI_Abort(MPI_COMM_WORLD, code);
  return nullptr;
}

// version(): what the MPI library calls itself.
napi_value Version(napi_env env, napi_callback_info) {
  char name[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(name, &length);
  napi_value result = nullptr;
  napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result);
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  const struct {
    const char* name;
    napi_callback call;
  } functions[] = {{"init", Init},           {"rank", Rank},       {"size", Size},
                   {"allreduce", Allreduce}, {"broadcast", Broadcast}, {"barrier", Barrier},
                   {"finalise", Finalise},   {"abort", Abort},     {"version", Version}};
  for (const auto& each : functions) {
    napi_value function = nullptr;
    napi_create_function(env, each.name, NAPI_AUTO_LENGTH, each.call, nullptr, &function);
    napi_set_named_property(env, exports, each.name, function);
  }
  return exports;
}
