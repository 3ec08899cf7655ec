"""Where the data of models are: in a package of their own, which ``kb.vectors.fetch`` makes."""

from importlib.util import find_spec
from pathlib import Path

from kb.vectors.fetch import MODELS, PACKAGE

REMEDY = "python -m kb.vectors.fetch"


def has(model: str) -> bool:
    """Whether a model's data are here."""
    (wanted,) = (each for each in MODELS if each.name == model)
    return all(any((place / Path(name).name).is_file() for place in _places(model)) for name in wanted.files)


def file_of(model: str, name: str) -> Path:
    """One of its files. Raises FileNotFoundError."""
    for place in _places(model):
        if (place / name).is_file():
            return place / name
    raise FileNotFoundError(f"{name} of the model {model} isn't here: {REMEDY} {model}")


def _places(model: str) -> list[Path]:
    spec = find_spec(PACKAGE)
    return [Path(place) / model for place in (spec.submodule_search_locations or () if spec else ())]
