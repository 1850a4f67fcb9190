"""Reads and writes TorchSharp's file of named tensors: LEB128 counts, UTF-8 names, element type, rank, sizes, raw little-endian elements."""
import numpy as np
import torch

TYPES = {torch.uint8: 0, torch.int8: 1, torch.int16: 2, torch.int32: 3, torch.int64: 4, torch.float16: 5, torch.float32: 6, torch.float64: 7,
         torch.bool: 11}


def _leb128(n):
    out = bytearray()
    while True:
        n, low = n >> 7, n & 0x7F
        out.append(low | (0x80 if n else 0))
        if not n:
            return bytes(out)


def write(path, tensors):
    """tensors: a mapping of names to tensors, in order."""
    with open(path, "wb") as f:
        f.write(_leb128(len(tensors)))
        for name, tensor in tensors.items():
            raw = name.encode()
            f.write(_leb128(len(raw)) + raw + _leb128(TYPES[tensor.dtype]) + _leb128(tensor.dim()))
            for size in tensor.shape:
                f.write(_leb128(size))
            f.write(tensor.detach().cpu().contiguous().numpy().tobytes())


def read(path):
    data = open(path, "rb").read()
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    kinds = {v: k for k, v in TYPES.items()}
    tensors = {}
    for _ in range(number()):
        length = number()
        name = data[at:at + length].decode()
        at += length
        kind = kinds[number()]
        shape = [number() for _ in range(number())]
        dtype = torch.empty((), dtype=kind).numpy().dtype
        count = int(np.prod(shape, dtype=np.int64))
        tensors[name] = torch.from_numpy(np.frombuffer(data, dtype, count, at).copy().reshape(shape))
        at += count * dtype.itemsize
    return tensors
