"""Makes recordings.json: what Keras itself draws with small generators, and how it writes them down.

    pip install keras jax h5py
    KERAS_BACKEND=jax python record.py > recordings.json

Weights and latents are numbers of a formula (see `numbers`), so that a test can make the same files again. Of configurations
everything is left out that decides nothing when a model draws.
"""

import json
import os
import tempfile
import zipfile

import h5py
import keras
import numpy as np
from keras import Input, Model, Sequential
from keras import layers as L

LATENT = 4
FACES = 2
MODELS = {}
"""Models whose .h5 file is recorded as well."""
ALSO_H5 = {"tutorial_mlp", "tutorial_dcgan", "functional", "nested", "shared_calls", "odd_names", "operators"}


def model(make):
    MODELS[make.__name__] = make
    return make


def sequence(*layers):
    return Sequential([Input((LATENT,)), *layers])


def first_map(channels=4, side=4, activation=None):
    return L.Dense(side * side * channels, activation=activation), L.Reshape((side, side, channels))


def picture(channels=1):
    return L.Conv2D(channels, 3, padding="same", activation="tanh")


@model
def tutorial_mlp():
    return sequence(
        L.Dense(12, activation=L.LeakyReLU(negative_slope=0.2)),
        L.BatchNormalization(momentum=0.8),
        L.Dense(12),
        L.Activation(L.LeakyReLU(negative_slope=0.1)),
        L.Dropout(0.3),
        L.Dense(36, activation="tanh"),
        L.Reshape((6, 6, 1)),
    )


@model
def tutorial_dcgan():
    return sequence(
        L.Dense(2 * 2 * 6, use_bias=False),
        L.BatchNormalization(),
        L.LeakyReLU(),
        L.Reshape((2, 2, 6)),
        L.Conv2DTranspose(5, 5, strides=1, padding="same", use_bias=False),
        L.BatchNormalization(scale=False),
        L.LeakyReLU(0.2),
        L.Conv2DTranspose(4, 5, strides=2, padding="same", use_bias=False),
        L.BatchNormalization(center=False),
        L.ReLU(),
        L.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh"),
    )


@model
def upsampling():
    return sequence(
        *first_map(4, 2, "relu"),
        L.UpSampling2D(),
        L.Conv2D(4, 3, padding="same"),
        L.SpatialDropout2D(0.2),
        L.Activation("relu"),
        L.UpSampling2D(2, interpolation="bilinear"),
        picture(3),
    )


@model
def bilinear_by_three():
    return sequence(*first_map(2, 3), L.UpSampling2D(3, interpolation="bilinear"), picture())


@model
def sides_apart():
    return sequence(
        L.Dense(4 * 2 * 3), L.Reshape((4, 2, 3)), L.UpSampling2D((1, 2)), L.UpSampling2D((2, 2)), picture()
    )


@model
def only_in_training():
    return sequence(
        L.Dense(16, activation="relu"),
        L.GaussianNoise(0.1),
        L.ActivityRegularization(l2=0.1),
        *first_map(),
        L.AlphaDropout(0.1),
        L.GaussianDropout(0.2),
        L.Identity(),
        picture(),
    )


@model
def edges():
    return sequence(
        *first_map(),
        L.ZeroPadding2D(((1, 2), (0, 3))),
        L.Conv2D(3, 3, activation="leaky_relu"),
        L.Cropping2D(((0, 1), (1, 0))),
        L.ZeroPadding2D((1, 0)),
        L.ZeroPadding2D(1),
        picture(),
        L.Cropping2D((1, 0)),
    )


TRANSPOSED = {
    "valid": dict(kernel_size=3, strides=2, padding="valid"),
    "valid_gaps": dict(kernel_size=2, strides=3, padding="valid"),
    "same_gaps": dict(kernel_size=2, strides=3, padding="same"),
    "same_odd_1": dict(kernel_size=3, strides=2, padding="same", output_padding=1),
    "same_odd_0": dict(kernel_size=3, strides=2, padding="same", output_padding=0),
    "same_even_1": dict(kernel_size=4, strides=2, padding="same", output_padding=1),
    "same_wide": dict(kernel_size=5, strides=3, padding="same", output_padding=2),
    "valid_2": dict(kernel_size=4, strides=3, padding="valid", output_padding=2),
    "same_dilated": dict(kernel_size=3, strides=1, padding="same", dilation_rate=2),
    "valid_dilated": dict(kernel_size=3, strides=1, padding="valid", dilation_rate=2),
    "oblong": dict(kernel_size=(3, 5), strides=2, padding="same"),
}
for name, settings in TRANSPOSED.items():
    MODELS[f"transposed_{name}"] = lambda settings=settings: sequence(
        *first_map(2, 3, "relu"), L.Conv2DTranspose(3, **settings), L.LeakyReLU(), picture()
    )


@model
def convolutions():
    return sequence(
        *first_map(4, 6, "relu"),
        L.Conv2D(4, 3, dilation_rate=(1, 2), padding="same", activation="relu"),
        L.Conv2D(4, 3, groups=2, padding="same", activation="leaky_relu"),
        L.SeparableConv2D(3, 3, padding="same", depth_multiplier=2, activation="elu"),
        L.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu"),
        L.Conv2D(4, 3, strides=2, padding="same"),
        L.AveragePooling2D(2),
        L.UpSampling2D(4),
        L.Conv2D(1, (1, 3), padding="same", activation="tanh"),
    )


ACTIVATIONS = (
    "linear relu relu6 leaky_relu elu selu gelu silu swish mish softplus sigmoid hard_sigmoid hard_silu tanh hard_tanh"
)
for name in ACTIVATIONS.split():
    MODELS[f"activation_{name}"] = lambda name=name: sequence(
        L.Dense(16, activation=name), L.Dense(25, activation=name), L.Activation("tanh"), L.Reshape((5, 5, 1))
    )


@model
def activation_layers():
    return sequence(
        L.Dense(12),
        L.ELU(alpha=0.5),
        L.Dense(12),
        L.ReLU(max_value=0.5, negative_slope=0.1),
        L.Dense(12, activation=L.ReLU(negative_slope=0.25)),
        L.PReLU(),
        *first_map(),
        L.PReLU(),
        L.Conv2D(3, 3, padding="same"),
        L.PReLU(shared_axes=[1, 2]),
        L.Conv2D(3, 3, padding="same"),
        L.PReLU(shared_axes=[3]),
        picture(),
    )


@model
def norms():
    return sequence(
        L.UnitNormalization(),
        L.Dense(12),
        L.LayerNormalization(),
        L.RMSNormalization(),
        *first_map(),
        L.LayerNormalization(axis=[1, 2, 3]),
        L.GroupNormalization(2),
        L.ReLU(),
        L.Conv2D(4, 3, padding="same"),
        L.LayerNormalization(axis=(1, 2), scale=False, center=False),
        L.GroupNormalization(-1, epsilon=1e-5, center=False),
        L.BatchNormalization(axis=2),
        picture(),
    )


@model
def shapes():
    return sequence(
        L.Reshape((1, 1, LATENT)),
        L.Conv2DTranspose(6, (2, 3), strides=1, padding="valid"),
        L.Permute((3, 1, 2)),
        L.Flatten(),
        L.Reshape((6, 6)),
        L.Dense(6, activation="relu"),
        L.Permute((2, 1)),
        L.Reshape((-1, 6, 1)),
        picture(),
    )


@model
def channels_first():
    first = dict(data_format="channels_first")
    return sequence(
        L.Dense(4 * 3 * 3),
        L.Reshape((4, 3, 3)),
        L.ZeroPadding2D(1, **first),
        L.Cropping2D(((1, 0), (1, 0)), **first),
        L.Conv2DTranspose(3, 3, strides=2, padding="same", output_padding=1, **first),
        L.BatchNormalization(axis=1),
        L.PReLU(shared_axes=[2, 3]),
        L.AveragePooling2D(2, **first),
        L.UpSampling2D(2, **first),
        L.Conv2D(1, 3, padding="same", activation="tanh", **first),
    )


@model
def map_of_latents():
    return Sequential(
        [Input((1, 1, LATENT)), L.Conv2DTranspose(4, 4), L.ReLU(), L.Conv2DTranspose(1, 4, 2, "same", activation="tanh")]
    )


@model
def global_pooling():
    return sequence(
        *first_map(), L.GlobalAveragePooling2D(), L.Dense(16, activation="tanh"), L.Reshape((4, 4))
    )


@model
def sigmoid_picture():
    return sequence(L.Dense(16, activation="sigmoid"), L.Reshape((4, 4, 1)))


@model
def bytes_picture():
    return sequence(L.Dense(48, activation="tanh"), L.Reshape((4, 4, 3)), L.Rescaling(127.5, offset=127.5))


@model
def functional():
    latent = Input((LATENT,))
    a = L.Dense(8, activation="relu")(latent)
    b = L.Dense(8)(latent)
    x = L.Concatenate()([L.Add()([a, b]), latent])
    x = L.Reshape((2, 2, 4))(L.Dense(16)(x))
    u = L.UpSampling2D()(x)
    v = L.Conv2DTranspose(4, 4, strides=2, padding="same")(x)
    m = L.Multiply()([u, v])
    s = L.Subtract()([u, v])
    t = L.Average()([m, s, u])
    o = L.Minimum()([L.Maximum()([t, s]), m])
    return Model(latent, picture(3)(L.Concatenate()([o, t])))


@model
def concatenated_rows():
    latent = Input((LATENT,))
    a = L.Reshape((3, 6, 2))(L.Dense(36)(latent))
    b = L.Reshape((3, 6, 2))(L.Dense(36)(latent))
    return Model(latent, picture()(L.Concatenate(axis=1)([a, b])))


@model
def nested():
    latent = Input((LATENT,))
    x = L.Reshape((2, 2, 4))(L.Dense(16)(latent))

    def block(name):
        inner = Input((None, None, 4))
        y = L.Conv2DTranspose(4, 4, strides=2, padding="same")(inner)
        y = L.BatchNormalization()(y)
        return Model(inner, L.LeakyReLU()(y), name=name)

    x = block("up_1")(x)
    x = block("up_2")(x)
    deep = Sequential([L.Conv2D(3, 3, padding="same"), Sequential([L.Conv2D(3, 1, activation="elu")], name="deep")])
    return Model(latent, picture()(deep(x)))


@model
def nested_of_one_name():
    def twice(name):
        return Sequential([L.Dense(8, activation="relu", name="d1"), L.Dense(LATENT, name="d2")], name=name)

    both = Sequential([twice("a"), twice("b")], name="both")
    return sequence(both, L.Dense(16, activation="tanh"), L.Reshape((4, 4, 1)))


@model
def shared_calls():
    latent = Input((LATENT,))
    act = L.LeakyReLU(0.2)
    dense = L.Dense(LATENT)
    block = Sequential([L.Dense(LATENT, activation="relu"), L.Dense(LATENT)])
    x = block(act(dense(block(act(dense(latent))))))
    return Model(latent, L.Reshape((4, 4, 1))(L.Dense(16, activation="tanh")(x)))


@model
def operators():
    latent = Input((LATENT,))
    x, y = L.Dense(16)(latent), L.Dense(16)(latent)
    return Model(latent, L.Reshape((4, 4, 1))(L.Activation("tanh")(x + y - x * y)))


@model
def odd_names():
    return sequence(
        L.Dense(9, activation="relu", name="Ebene ä 1"),
        L.Dense(16, activation="tanh", name="out.put"),
        L.Reshape((4, 4, 1), name="_r"),
    )


@model
def without_input():
    made = Sequential([L.Reshape((2, 2, 1)), L.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")])
    made.build((None, LATENT))
    return made


def numbers(shape, which, kind):
    """Number i of weight `which`; a variance is positive and a gain near 1."""
    count = int(np.prod(shape))
    values = 0.4 * np.sin(1 + 0.7 * np.arange(count) + which)
    if kind == "moving_variance":
        values = np.abs(values) + 0.5
    if kind == "gamma":
        values = values + 1
    return values.astype("float32").reshape(shape)


LEFT_OUT = ("_initializer", "_regularizer", "_constraint")


def trimmed(config):
    """Without what decides nothing when a model draws."""
    if isinstance(config, dict):
        return {
            key: trimmed(value)
            for key, value in config.items()
            if not key.endswith(LEFT_OUT)
            and key not in ("dtype", "shared_object_id", "compile_config", "quantization_config", "build_config")
        }
    return [trimmed(each) for each in config] if isinstance(config, list) else config


def weights_of(file, prefix):
    found = []
    file.visititems(lambda path, item: found.append(path) if isinstance(item, h5py.Dataset) else None)
    return [path for path in found if path.startswith(prefix)]


def record(name, make):
    keras.utils.set_random_seed(1)
    keras.backend.clear_session()
    made = make()
    drawn = [weight for weight in made.weights if "seed_generator" not in weight.path]
    kinds = {}
    for which, weight in enumerate(drawn):
        kind = weight.path.split("/")[-1]
        weight.assign(numbers(weight.shape, which, kind))
    latents = numbers((FACES, *made.inputs[0].shape[1:]), 100, "")
    pictures = np.asarray(made.predict(2 * latents, verbose=0))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        made.save(path)
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
            archive.extract("model.weights.h5", folder)
        with h5py.File(os.path.join(folder, "model.weights.h5")) as file:
            stored = {path: numbered(file[path][()], drawn) for path in weights_of(file, "")}
            stored = {path: which for path, which in stored.items() if which is not None}
        recording = {
            "name": name,
            "config": trimmed(config),
            "weights": stored,
            "shapes": [list(weight.shape) for weight in drawn],
            "kinds": [weight.path.split("/")[-1] for weight in drawn],
            "latents": list(latents.shape),
            "pictures": list(pictures.shape),
            "values": [float(f"{value:.6g}") for value in pictures.flatten()],
        }
        if name in ALSO_H5:
            path = os.path.join(folder, "model.h5")
            made.save(path)
            with h5py.File(path) as file:
                group = file["model_weights"]
                names = [text(each) for each in group.attrs["layer_names"]]
                recording["h5"] = {
                    "config": trimmed(json.loads(file.attrs["model_config"])),
                    "layers": {
                        layer: {
                            text(each): numbered(group[layer][text(each)][()], drawn)
                            for each in group[layer].attrs["weight_names"]
                        }
                        for layer in names
                    },
                }
        return recording


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def numbered(values, drawn):
    """Which of the weights these numbers are."""
    for which, weight in enumerate(drawn):
        if tuple(values.shape) == tuple(weight.shape) and np.array_equal(values, np.asarray(weight)):
            return which
    return None


recordings = [record(name, make) for name, make in MODELS.items()]
header = json.dumps({"keras": keras.__version__, "backend": keras.backend.backend()})[1:-1]
lines = ",\n".join(json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in recordings)
print("{" + header + ',"recordings":[\n' + lines + "\n]}")
