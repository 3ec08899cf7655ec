"""The tensors of an ONNX file, read where they lie: no library, and no memory for what isn't used.

Only as much of the format (protocol buffers) as that takes. See onnx.proto3 of the ONNX project for the numbers of
fields.
"""

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

_GRAPH, _NODE, _TENSOR = 7, 1, 5
_NODE_ATTRIBUTE, _ATTRIBUTE_NAME, _ATTRIBUTE_STRING = 5, 1, 4
_DIMS, _TYPE, _FLOATS, _INTS, _NAME, _RAW = 1, 2, 4, 5, 8, 9
_TYPES = {1: np.float32, 2: np.uint8, 3: np.int8}

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

Field = tuple[int, int, int]
"""A field's number, and where its value begins and ends; of a number, the number itself instead of both."""


class OnnxFile:
    """One file's tensors by name, and its nodes' long strings by name of the attribute."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tensors: dict[str, tuple[int, int]] = {}
        self._strings: dict[str, tuple[int, int]] = {}
        graph = next((begin, end) for field, begin, end in self.fields(0, len(self._bytes)) if field == _GRAPH)
        for field, begin, end in self.fields(*graph):
            if field == _TENSOR:
                self._tensors[self._name(begin, end)] = begin, end
            elif field == _NODE:
                self._strings |= self._strings_of(begin, end)

    def fields(self, begin: int, end: int) -> Iterator[Field]:
        """The fields of the message that stands there."""
        return fields(self._bytes, begin, end)

    def string(self, name: str) -> bytes:
        """The attribute of that name, of whichever node has it."""
        begin, end = self._strings[name]
        return self._bytes[begin:end]

    def tensor(self, name: str) -> npt.NDArray[np.generic]:
        """A tensor, without copying its numbers; those of a scalar have no dimensions. Raises KeyError."""
        dims: list[int] = []
        kind, numbers = 1, np.empty(0, np.float32)
        for field, begin, end in self.fields(*self._tensors[name]):
            if field == _DIMS:
                dims += [begin] if begin == end else varints(self._bytes, begin, end)
            elif field == _TYPE:
                kind = begin
            elif field in (_RAW, _FLOATS):
                numbers = np.frombuffer(self._bytes, np.uint8, end - begin, begin)
            elif field == _INTS:
                numbers = np.array(varints(self._bytes, begin, end), _TYPES[kind]).view(np.uint8)
        return numbers.view(_TYPES[kind]).reshape(dims)

    def _name(self, begin: int, end: int) -> str:
        return next(self._bytes[at:stop].decode() for field, at, stop in self.fields(begin, end) if field == _NAME)

    def _strings_of(self, begin: int, end: int) -> dict[str, tuple[int, int]]:
        found = {}
        for field, at, stop in self.fields(begin, end):
            if field == _NODE_ATTRIBUTE:
                told = {number: (start, close) for number, start, close in self.fields(at, stop)}
                if _ATTRIBUTE_STRING in told and _ATTRIBUTE_NAME in told:
                    start, close = told[_ATTRIBUTE_NAME]
                    found[self._bytes[start:close].decode()] = told[_ATTRIBUTE_STRING]
        return found


def fields(message: bytes | mmap.mmap, begin: int, end: int) -> Iterator[Field]:
    """The fields of a message of protocol buffers. Raises ValueError for what is none."""
    at = begin
    while at < end:
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            number, at = _varint(message, at)
            yield key >> 3, number, number
        elif kind == _BYTES:
            size, at = _varint(message, at)
            yield key >> 3, at, at + size
            at += size
        elif kind in (_FIXED32, _FIXED64):
            size = 4 if kind == _FIXED32 else 8
            yield key >> 3, at, at + size
            at += size
        else:
            raise ValueError(f"no field of protocol buffers at byte {at}")


def varints(message: bytes | mmap.mmap, begin: int, end: int) -> list[int]:
    """Numbers in a row."""
    found = []
    while begin < end:
        number, begin = _varint(message, begin)
        found.append(number)
    return found


def float_at(message: bytes, at: int) -> float:
    """A number of 32 bits."""
    number: float = struct.unpack_from("<f", message, at)[0]
    return number


def _varint(message: bytes | mmap.mmap, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
