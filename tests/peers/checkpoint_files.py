"""Writes state dicts as PyTorch writes them, in every format and shape that people have, and says what is in each file.

    checkpoint_files.py write DIR     writes the files; prints {file: {name: {dtype, shape, sha256, as_float32}}} as JSON
    checkpoint_files.py describe FILE [KEY...]   the same of any file that torch.load reads (KEY: where the state dict is)
"""
import hashlib
import json
import os
import struct
import sys
from collections import OrderedDict

import torch


def raw(tensor):
    tensor = tensor.detach().cpu().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def describe(tensors):
    return {name: {"dtype": str(t.dtype)[len("torch."):], "shape": list(t.shape), "sha256": hashlib.sha256(raw(t)).hexdigest(),
                   "as_float32": hashlib.sha256(raw(t.to(torch.float32))).hexdigest(),
                   "as_float16": hashlib.sha256(raw(t.to(torch.float16))).hexdigest(),
                   "as_bfloat16": hashlib.sha256(raw(t.to(torch.bfloat16))).hexdigest()} for name, t in tensors.items()}


def flatten(value, path=""):
    if isinstance(value, torch.Tensor):
        return {path: value}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    found = {}
    for key, item in items:
        found.update(flatten(item, f"{path}.{key}" if path else str(key)))
    return found


def state_dicts():
    torch.manual_seed(3)
    plain = OrderedDict(
        (f"t.{str(dtype)[6:]}", (torch.randn(3, 5) * 40).to(dtype))
        for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool))
    yield "types", plain
    yield "extremes", {
        "float32": torch.tensor([0.0, -0.0, float("inf"), -float("inf"), 1e-45, 3.4e38, 65504.0, 65520.0, 65519.99, 6e-8, 1.00390625]),
        "float64": torch.tensor([1e300, -1e-300, 2.0 ** -149, 1 / 3, 2049.0, 1 + 2 ** -11, 1 + 2 ** -11 + 2 ** -30], dtype=torch.float64),
        "float16": torch.tensor([6e-8, 65504.0, -0.0, float("inf")], dtype=torch.float16),
        "int64": torch.tensor([2 ** 62 + 1, -2 ** 63, 2 ** 53 + 1, 2 ** 24 + 1, 2 ** 60 + 2 ** 36 + 1]),
    }
    whole = torch.arange(1000, dtype=torch.float32)
    image = torch.randn(4, 3, 5, 7)
    yield "views", {
        "transposed": torch.randn(7, 4).t(),
        "channels_last": image.to(memory_format=torch.channels_last),
        "permuted": image.permute(3, 1, 0, 2),
        "slice": whole[100:110],
        "steps": whole[3:900:7],
        "sparse_steps": whole[::333],
        "rows": whole.view(10, 100)[2:5, 10:90:9],
        "expanded": torch.tensor([1.5, 2.5]).view(2, 1).expand(2, 6),
        "tied": whole[100:110],
        "scalar": torch.tensor(7, dtype=torch.int64),
        "empty": torch.empty(0, 3),
        "deep": torch.randn(1, 2, 1, 3, 1, 2).half().permute(5, 4, 3, 2, 1, 0),
    }
    layer = torch.nn.Sequential(OrderedDict(conv=torch.nn.Conv2d(3, 8, 3), bn=torch.nn.BatchNorm2d(8)))
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    layer(torch.randn(2, 3, 8, 8)).sum().backward()
    optimizer.step()
    yield "nested", {
        "state_dict": OrderedDict((f"module.{k}", v) for k, v in layer.state_dict().items()), "optimizer": optimizer.state_dict(), "epoch": 3, "best": 0.5,
        "name": "résumé", "betas": (0.9, 0.999), "sizes": [torch.Size([1, 2]), None, True, False], "big": 2 ** 80, "not_a_number": torch.tensor([float("nan")]), "negative": -5, "classes": {"a", "b"},
        "parameter": torch.nn.Parameter(torch.ones(2)), "list": [torch.ones(1), {"inner": torch.zeros(2)}],
    }
    yield "module_state", layer.state_dict()
    yield "bare", torch.arange(6).view(2, 3)


SAFETENSORS = {torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16", torch.int32: "I32", torch.int64: "I64", torch.float16: "F16",
               torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64"}


def save_safetensors(tensors, path):
    """By the format's description; the library itself is not needed."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        begin = len(data)
        data += raw(tensor)
        header[name] = {"dtype": SAFETENSORS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def write(folder):
    contents = {}
    for name, value in state_dicts():
        tensors = {k or "tensor": v for k, v in flatten(value).items()}
        torch.save(value, os.path.join(folder, f"{name}.pt"))
        torch.save(value, os.path.join(folder, f"{name}.th"), _use_new_zipfile_serialization=False)
        torch.save(value, os.path.join(folder, f"{name}-p4.pth"), pickle_protocol=4)
        save_safetensors(tensors, os.path.join(folder, f"{name}.safetensors"))
        for extension in (".pt", ".th", "-p4.pth", ".safetensors"):
            contents[name + extension] = describe(tensors)
    print(json.dumps(contents))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        value = torch.load(sys.argv[2], map_location="cpu")
        for key in sys.argv[3:]:
            value = value[key]
        print(json.dumps(describe(flatten(value))))
