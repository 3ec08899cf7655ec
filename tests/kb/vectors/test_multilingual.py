"""The encoder of sentences: what it makes of them, whatever their language; and what it reads its file with."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.ports.encoder import SentenceEncoder
from kb.vectors.embedders import sentence_encoder
from kb.vectors.onnx_file import fields, varints
from kb.vectors.pieces import Pieces

SAME = (
    ("I can't log in to the control panel", "No puedo entrar en el panel de control", "Ich komme nicht ins Panel"),
    ("my emails don't arrive", "no me llegan los correos", "meine E-Mails kommen nicht an"),
    ("how do I cancel my plan", "cómo cancelo mi plan", "wie kündige ich meinen Tarif"),
)
STRANGE = ("", "   ", "\x00", "a" * 5_000, "🙂🙂", "ﷺ" * 40, "\u0301" * 200)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    found = sentence_encoder()
    if found is None:
        pytest.skip("python -m kb.vectors.fetch")
    return found


def test_what_means_the_same_lies_nearer_than_what_does_not(encoder: SentenceEncoder) -> None:
    rows = encoder.encode([text for texts in SAME for text in texts])
    near = rows @ rows.T
    matter = np.repeat(np.arange(len(SAME)), len(SAME[0]))
    same = matter[:, None] == matter[None, :]
    assert near[same].min() > near[~same].max()


def test_it_is_what_its_makers_run_makes_of_a_sentence(encoder: SentenceEncoder) -> None:
    """A few of the numbers that onnxruntime gets from the same file, to what 8-bit sums differ from whole ones."""
    (row,) = encoder.encode(["my emails don't arrive since yesterday"])
    assert np.allclose(row[:8], REFERENCE, atol=0.01)


REFERENCE = (-0.034, 0.021, -0.096, 0.025, -0.101, -0.025, 0.014, -0.010)


def test_a_text_has_the_same_vector_in_any_company(encoder: SentenceEncoder) -> None:
    texts = [*STRANGE, *(text for texts in SAME for text in texts)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert together.shape == (len(texts), encoder.dimensions)
    assert np.allclose(together, alone, atol=1e-4)
    lengths = np.linalg.norm(together, axis=1)
    assert all(abs(length - 1) < 1e-3 or length == 0 for length in lengths)
    assert not together[0].any()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_it_is_loaded_once_by_whichever_thread_comes_first(encoder: SentenceEncoder) -> None:
    from kb.vectors.multilingual import SentenceEncoder as Encoder

    fresh = Encoder()
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda _: fresh.encode(["mail"])[0], range(8)))
    assert all((row == rows[0]).all() for row in rows)


# ── Pieces ─────────────────────────────────────────────────────────────────────────────


def piece(text: str, score: float, kind: int = 1) -> bytes:
    """One piece of a SentencePiece file."""
    raw = text.encode()
    told = b"\x0a" + bytes([len(raw)]) + raw + b"\x15" + np.float32(score).tobytes() + b"\x18" + bytes([kind])
    return b"\x0a" + bytes([len(told)]) + told


MODEL = b"".join(
    (piece("<unk>", 0, 2), piece("▁", -5), piece("▁mail", -3), piece("▁ma", -2), piece("il", -2), piece("box", -3),
     piece("b", -6), piece("o", -6), piece("x", -6))
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("mail", [2]),  # −3 beats −2 −2
        ("mailbox", [2, 5]),
        ("  mail \n mail ", [2, 2]),
        ("zz", [1, 0]),  # letters that nobody knows are one unknown thing
        ("ｍａｉｌ", [2]),
        ("", []),
    ],
)
def test_words_are_taken_apart_the_likeliest_way(text: str, numbers: list[int]) -> None:
    assert Pieces(MODEL).numbers(text) == numbers


def test_an_endless_word_is_read_in_parts() -> None:
    assert len(Pieces(MODEL).numbers("box" * 2_000)) <= 4_000


# ── The file ───────────────────────────────────────────────────────────────────────────


def test_fields_of_every_kind() -> None:
    message = b"\x08\x96\x01" + b"\x12\x02hi" + b"\x1d" + b"\0" * 4 + b"\x21" + b"\0" * 8
    assert list(fields(message, 0, len(message))) == [(1, 150, 150), (2, 5, 7), (3, 8, 12), (4, 13, 21)]
    assert varints(b"\x01\x96\x01", 0, 3) == [1, 150]
    with pytest.raises(ValueError, match="no field of protocol buffers"):
        list(fields(b"\x0b", 0, 1))
