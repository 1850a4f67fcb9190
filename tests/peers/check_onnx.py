"""Checks ONNX files with onnx.checker, shape inference included. usage: check_onnx.py FILE..."""
import sys

import onnx

for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
    # What the file says of the values between must be what inference finds on its own.
    model = onnx.load(path, load_external_data=False)
    said = {v.name: v for v in model.graph.value_info}
    del model.graph.value_info[:]
    found = {v.name: v for v in onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph.value_info}
    for name, value in said.items():
        sizes = [d.dim_value for d in value.type.tensor_type.shape.dim]
        inferred = [d.dim_value for d in found[name].type.tensor_type.shape.dim]
        assert all(a == b or b == 0 for a, b in zip(sizes, inferred)) and len(sizes) == len(inferred), (path, name, sizes, inferred)
    print(path, len(model.graph.node), "nodes,", len(said), "shapes")
