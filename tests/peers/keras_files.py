"""Writes weights as Keras writes them (keras/src/legacy/saving/legacy_h5_format.py, keras/src/saving/saving_lib.py), with h5py alone.

    keras_files.py write DIR            small files of every kind; prints {file: {key in torch.nn: {dtype, shape, sha256, ...}}} as JSON
    keras_files.py application NAME DIR the peer of Xception or ResNet50V2 of Keras applications, fresh, under the names of keras/src/applications:
                                        DIR/NAME.h5, and the same weights as DIR/NAME.pth
    keras_files.py seeds DIR            the two files that the fuzzer begins with
"""
import hashlib
import io
import json
import os
import sys
import zipfile

import h5py
import numpy as np

random = np.random.default_rng(11)


def array(*shape, dtype=np.float32):
    return random.standard_normal(shape).astype(dtype)


# From Keras's layout to torch.nn's.
def conv(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def depthwise(kernel):
    height, width, channels, multiplier = kernel.shape
    return np.transpose(kernel.reshape(height, width, channels * multiplier), (2, 0, 1))[:, None]


def check_layouts():
    """The layouts by their definitions in TensorFlow's documentation (tf.nn.conv2d, tf.nn.depthwise_conv2d), against PyTorch's operators."""
    import torch
    image = array(1, 5, 6, 4)
    kernel, deep = array(3, 2, 4, 7), array(3, 2, 4, 3)
    plain, per_channel = np.zeros((1, 3, 5, 7)), np.zeros((1, 3, 5, 12))
    for i in range(3):
        for j in range(5):
            part = image[0, i:i + 3, j:j + 2]
            plain[0, i, j] = np.einsum("hwc,hwco->o", part, kernel)
            for k in range(4):
                for q in range(3):
                    per_channel[0, i, j, k * 3 + q] = np.sum(part[:, :, k] * deep[:, :, k, q])
    x = torch.from_numpy(image).permute(0, 3, 1, 2)
    one = torch.nn.functional.conv2d(x, torch.from_numpy(conv(kernel).copy()))
    two = torch.nn.functional.conv2d(x, torch.from_numpy(depthwise(deep).copy()), groups=4)
    assert np.allclose(one.permute(0, 2, 3, 1).numpy(), plain, atol=1e-4)
    assert np.allclose(two.permute(0, 2, 3, 1).numpy(), per_channel, atol=1e-4)


def sha(value):
    return hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()


def describe(tensors):
    return {name: {"dtype": str(v.dtype), "shape": list(v.shape), "sha256": sha(v), "as_float32": sha(v.astype(np.float32)),
                   "as_float16": "", "as_bfloat16": ""} for name, v in tensors.items()}


def write_named(group, layers):
    """layers: (layer, [(name of the weight, array)])."""
    group.attrs["layer_names"] = [name.encode() for name, _ in layers]
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = b"2.2.4"
    for layer, weights in layers:
        member = group.create_group(layer)
        member.attrs["weight_names"] = np.asarray([name.encode() for name, _ in weights])
        for name, value in weights:
            data = member.create_dataset(name, value.shape, dtype=value.dtype)
            data[...] = value


def small(names="kernel:0 bias:0 gamma:0 beta:0 moving_mean:0 moving_variance:0 depthwise_kernel:0 pointwise_kernel:0".split(),
          join="{0}/{1}", first=4):
    """A network with unnamed convolutions, as a session numbers them from `first` on, and what becomes of it."""
    kernel, bias, gamma, beta, mean, variance, deep, point = names

    def weights(layer, *pairs):
        return layer, [(join.format(layer, name), value) for name, value in pairs]

    a, b, c = array(3, 3, 2, 4), array(1, 1, 4, 6), array(3, 3, 6, 2)
    norm = [array(4) for _ in range(4)]
    separable = [array(3, 3, 6, 1), array(1, 1, 6, 5), array(5)]
    dense = [array(5, 10), array(10)]
    layers = [
        ("input_1", []),
        weights(f"conv2d_{first + 6}" if first + 6 else "conv2d", (kernel, b)),
        weights(f"conv2d_{first}" if first else "conv2d", (kernel, a), (bias, norm[0])),
        weights("stem_bn", (gamma, norm[0]), (beta, norm[1]), (mean, norm[2]), (variance, norm[3])),
        weights("dw", (deep, c)),
        weights("sep", (deep, separable[0]), (point, separable[1]), (bias, separable[2])),
        ("dropout_1", []),
        weights("predictions", (kernel, dense[0]), (bias, dense[1])),
    ]
    found = {
        "conv2d_1.weight": conv(b),
        "conv2d.weight": conv(a), "conv2d.bias": norm[0],
        "stem_bn.weight": norm[0], "stem_bn.bias": norm[1], "stem_bn.running_mean": norm[2], "stem_bn.running_var": norm[3],
        "dw.weight": depthwise(c),
        "sep.depthwise.weight": depthwise(separable[0]), "sep.pointwise.weight": conv(separable[1]), "sep.pointwise.bias": separable[2],
        "predictions.weight": dense[0].T, "predictions.bias": dense[1],
    }
    return layers, found


def nested():
    """A model used as a layer, and a depthwise convolution as Keras 3 names it, which the model's description alone tells."""
    base, deep, top = array(3, 3, 3, 4), array(3, 3, 4, 1), array(4, 2)
    layers = [
        ("backbone", [("stem/kernel", base), ("spread/kernel", deep)]),
        ("top", [("top/kernel", top)]),
    ]
    config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "Functional", "config": {"name": "backbone", "layers": [
            {"class_name": "Conv2D", "config": {"name": "stem"}}, {"class_name": "DepthwiseConv2D", "config": {"name": "spread"}}]}},
        {"class_name": "Dense", "config": {"name": "top"}}]}}
    return layers, config, {"backbone.stem.weight": conv(base), "backbone.spread.weight": depthwise(deep), "top.weight": top.T}


def store(file, layers):
    """layers: path in the file, its variables in order."""
    for path, values in layers:
        group = file.create_group(path + "/vars")
        for i, value in enumerate(values):
            group[str(i)] = value


def numbered():
    values = {"a": array(3, 3, 2, 4), "a_bias": array(4), "b": array(3, 3, 4, 1), "c": array(4, 3), "bn": [array(4) for _ in range(4)]}
    layers = [
        ("layers/conv2d", [values["a"], values["a_bias"]]),
        ("layers/batch_normalization", values["bn"]),
        ("layers/depthwise_conv2d", [values["b"]]),
        ("layers/functional/layers/dense", [values["c"]]),
        ("layers/dropout/seed_generator", [np.array([1, 2], dtype=np.uint32)]),
        ("optimizer", [np.array(7, dtype=np.int64), array(3)]),
    ]
    config = {"class_name": "Functional", "config": {"name": "net", "layers": [
        {"class_name": "InputLayer", "config": {"name": "input_1"}},
        {"class_name": "Conv2D", "config": {"name": "first"}},
        {"class_name": "BatchNormalization", "config": {"name": "norm"}},
        {"class_name": "DepthwiseConv2D", "config": {"name": "spread"}},
        {"class_name": "Functional", "config": {"name": "head", "layers": [{"class_name": "Dense", "config": {"name": "classes"}}]}}]}}

    def found(a, bn, b, c):
        return {f"{a}.weight": conv(values["a"]), f"{a}.bias": values["a_bias"],
                **{f"{bn}.{k}": v for k, v in zip(("weight", "bias", "running_mean", "running_var"), values["bn"])},
                f"{b}.weight": depthwise(values["b"]), f"{c}.weight": values["c"].T}

    return layers, config, found("conv2d", "batch_normalization", "depthwise_conv2d", "functional.dense"), found("first", "norm", "spread", "head.classes")


def archive(path, layers, config):
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        store(file, layers)
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("metadata.json", json.dumps({"keras_version": "3.3.3"}))
        zipped.writestr("config.json", json.dumps(config))
        zipped.writestr("model.weights.h5", weights.getvalue())


def write(folder):
    check_layouts()
    expected = {}
    layers, expected["keras2.h5"] = small()
    with h5py.File(os.path.join(folder, "keras2.h5"), "w") as file:
        write_named(file, layers)
    layers, expected["latest.h5"] = small(first=0)
    with h5py.File(os.path.join(folder, "latest.h5"), "w", libver="latest") as file:
        write_named(file, layers[:8])
    layers, expected["keras1.h5"] = small(
        "W_1:0 b_1:0 gamma_1:0 beta_1:0 running_mean_1:0 running_std_1:0 depthwise_kernel_1:0 pointwise_kernel_1:0".split(), "{0}_{1}", 1)
    renamed = [(n.replace("conv2d", "convolution2d"), w) for n, w in layers]
    with h5py.File(os.path.join(folder, "keras1.h5"), "w") as file:
        write_named(file, renamed)
    layers, config, expected["nested.h5"] = nested()
    with h5py.File(os.path.join(folder, "nested.h5"), "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        write_named(file.create_group("model_weights"), layers)
    many = [(f"block_{i:04}_convolution_with_a_long_name_{'x' * 40}", [("kernel:0", array(1, 2))]) for i in range(900)]
    with h5py.File(os.path.join(folder, "many.h5"), "w") as file:
        write_named(file.create_group("unused"), [])
        del file["unused"]
        names = np.asarray([n.encode() for n, _ in many])
        for i, part in enumerate(np.array_split(names, 3)):
            file.attrs[f"layer_names{i}"] = part
        for name, weights in many:
            group = file.create_group(name)
            group.attrs["weight_names"] = np.asarray([w.encode() for w, _ in weights])
            for weight, value in weights:
                group[weight] = value
    expected["many.h5"] = {f"{n}.weight": w[0][1].T for n, w in many}
    layers, config, expected["keras3.weights.h5"], expected["model.keras"] = numbered()
    with h5py.File(os.path.join(folder, "keras3.weights.h5"), "w") as file:
        store(file, layers)
    archive(os.path.join(folder, "model.keras"), layers, config)
    half = array(2, 3, dtype=np.float16)
    with h5py.File(os.path.join(folder, "half.h5"), "w") as file:
        write_named(file, [("fc", [("kernel:0", half), ("bias:0", array(3, dtype=np.float64))])])
        expected["half.h5"] = {"fc.weight": half.T, "fc.bias": file["fc/bias:0"][()]}
    refused(folder)
    print(json.dumps({name: describe(tensors) for name, tensors in expected.items()}))


def refused(folder):
    def layer(name, make):
        with h5py.File(os.path.join(folder, name), "w") as file:
            file.attrs["layer_names"] = [b"fc"]
            group = file.create_group("fc")
            group.attrs["weight_names"] = [b"kernel:0"]
            make(group)

    layer("chunks.h5", lambda g: g.create_dataset("kernel:0", data=array(8, 8), chunks=(4, 4)))
    layer("compressed.h5", lambda g: g.create_dataset("kernel:0", data=array(8, 8), compression="gzip"))
    layer("big_endian.h5", lambda g: g.create_dataset("kernel:0", data=array(8, 8).astype(">f4")))
    layer("soft_link.h5", lambda g: g.__setitem__("kernel:0", h5py.SoftLink("/elsewhere")))
    layer("external_link.h5", lambda g: g.__setitem__("kernel:0", h5py.ExternalLink("/etc/passwd", "/x")))
    layer("missing.h5", lambda g: None)
    layer("text.h5", lambda g: g.create_dataset("kernel:0", data=b"text"))
    with h5py.File(os.path.join(folder, "other.h5"), "w") as file:
        file["x"] = array(3)
    with h5py.File(os.path.join(folder, "heap.h5"), "w", libver="latest") as file:
        file.attrs["layer_names"] = [b"fc"]
        for i in range(40):
            file.create_group(f"group{i}")


def torch_weights(name):
    import torch
    sys.path.insert(0, os.path.dirname(__file__))
    import keras_models
    torch.manual_seed(1)
    model = keras_models.Xception() if name == "Xception" else keras_models.ResNetV2((3, 4, 6, 3))
    state = model.state_dict()
    for key, value in state.items():
        if value.dtype == torch.float32 and value.dim() == 1:
            value.uniform_(0.5, 1.5)
    return state


def application(name, folder):
    """Layer names of keras/src/applications/resnet.py (residual_block_v2) and xception.py; kernels in Keras's layout."""
    import torch
    state = torch_weights(name)
    torch.save(state, os.path.join(folder, name + ".pth"))
    layers = []

    def add(layer, path, kind="conv"):
        def at(key):
            return state.pop(f"{path}.{key}").numpy()

        weights = []
        if kind == "bn":
            state.pop(f"{path}.num_batches_tracked")
            for word, key in (("gamma", "weight"), ("beta", "bias"), ("moving_mean", "running_mean"), ("moving_variance", "running_var")):
                weights.append((f"{layer}/{word}:0", at(key)))
        elif kind == "separable":
            weights.append((f"{layer}/depthwise_kernel:0", np.transpose(at("depthwise.weight"), (2, 3, 0, 1))))
            weights.append((f"{layer}/pointwise_kernel:0", np.transpose(at("pointwise.weight"), (2, 3, 1, 0))))
        else:
            kernel = at("weight")
            weights.append((f"{layer}/kernel:0", np.transpose(kernel, (2, 3, 1, 0)) if kernel.ndim == 4 else kernel.T))
            if f"{path}.bias" in state:
                weights.append((f"{layer}/bias:0", at("bias")))
        layers.append((layer, weights))

    if name == "Xception":
        add("block1_conv1", "conv1"), add("block1_conv1_bn", "bn1", "bn"), add("block1_conv2", "conv2"), add("block1_conv2_bn", "bn2", "bn")
        for i, (block, count) in enumerate([(2, 2), (3, 2), (4, 2)] + [(b, 3) for b in range(5, 13)] + [(13, 2)]):
            path = f"middle.{block - 5}" if 5 <= block <= 12 else f"block{block}"
            if count == 2:
                # Without a name: the number goes on with every model of the session.
                number = {2: 8, 3: 9, 4: 10, 13: 11}[block]
                add(f"conv2d_{number}", f"{path}.shortcut.0"), add(f"batch_normalization_{number}", f"{path}.shortcut.1", "bn")
            for s in range(1, count + 1):
                add(f"block{block}_sepconv{s}", f"{path}.sep{s}", "separable"), add(f"block{block}_sepconv{s}_bn", f"{path}.sep{s}.bn", "bn")
        for s in (1, 2):
            add(f"block14_sepconv{s}", f"sep{s}", "separable"), add(f"block14_sepconv{s}_bn", f"sep{s}.bn", "bn")
    else:
        add("conv1_conv", "conv1")
        for stack in range(2, 6):
            for block in range(sum(1 for key in state if key.startswith(f"conv{stack}.") and key.endswith(".conv1.weight"))):
                layer, path = f"conv{stack}_block{block + 1}", f"conv{stack}.{block}"
                add(f"{layer}_preact_bn", f"{path}.preact_bn", "bn")
                if f"{path}.shortcut.weight" in state:
                    add(f"{layer}_0_conv", f"{path}.shortcut")
                add(f"{layer}_1_conv", f"{path}.conv1"), add(f"{layer}_1_bn", f"{path}.bn1", "bn")
                add(f"{layer}_2_conv", f"{path}.conv2"), add(f"{layer}_2_bn", f"{path}.bn2", "bn")
                add(f"{layer}_3_conv", f"{path}.conv3")
        add("post_bn", "post_bn", "bn")
    add("predictions", "predictions")
    assert not state, list(state)
    with h5py.File(os.path.join(folder, name + ".h5"), "w") as file:
        write_named(file, layers)


def seeds(folder):
    layers, _ = small()
    with h5py.File(os.path.join(folder, "keras.h5"), "w") as file:
        write_named(file, layers)
    layers, config, _, _ = numbered()
    archive(os.path.join(folder, "model.keras"), layers, config)


if __name__ == "__main__":
    {"write": write, "application": application, "seeds": seeds}[sys.argv[1]](*sys.argv[2:])
