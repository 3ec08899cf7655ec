"""A transcript is as it was signed, or it isn't: every single sign of it counts."""

import pytest

from bot.pages.keys import SigningKeys
from bot.pages.seal import PDF, Seal, Verdict, check, sealed

OURS, THEIRS = SigningKeys(bytes(range(32))), SigningKeys(bytes(32))
BODIES = [b"<p>hello</p>\n", b"# hello", PDF + b"1.4\n\xff\x00binary\n%%EOF"]


@pytest.mark.parametrize("body", BODIES)
def test_what_was_signed_is_whole_and_begins_with_what_it_was(body: bytes) -> None:
    signed = sealed(body, OURS)
    assert signed.startswith(body)
    assert check(signed, OURS.known) == Seal(Verdict.WHOLE, OURS.public)


@pytest.mark.parametrize("body", BODIES)
def test_any_sign_that_is_changed_added_or_taken_away_is_noticed(body: bytes) -> None:
    signed = sealed(body, OURS)
    others = [signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :] for at in range(len(signed))]
    others += [signed[:at] + signed[at + 1 :] for at in range(len(signed))]
    others += [signed[:at] + b" " + signed[at:] for at in range(len(signed) + 1)]
    assert all(check(other, OURS.known).verdict is not Verdict.WHOLE for other in others)


def test_a_changed_body_is_said_to_be_changed_and_another_line_end_is_a_change() -> None:
    signed = sealed(BODIES[0], OURS)
    assert check(signed.replace(b"hello", b"hellp"), OURS.known).verdict is Verdict.CHANGED
    assert check(signed.replace(b"\n", b"\r\n"), OURS.known).verdict is Verdict.CHANGED
    assert check(signed + b"\n", OURS.known).verdict is Verdict.CHANGED


def test_another_key_is_foreign_and_a_former_one_is_known() -> None:
    assert check(sealed(BODIES[0], THEIRS), OURS.known) == Seal(Verdict.FOREIGN, THEIRS.public)
    renewed = OURS.renewed()
    assert check(sealed(BODIES[0], OURS), renewed.known).verdict is Verdict.WHOLE
    assert check(sealed(BODIES[0], renewed), OURS.known).verdict is Verdict.FOREIGN


def test_a_key_put_in_place_of_another_doesnt_make_it_theirs() -> None:
    swapped = sealed(BODIES[0], OURS).replace(OURS.public.encode(), THEIRS.public.encode())
    assert check(swapped, THEIRS.known) == Seal(Verdict.CHANGED, THEIRS.public)


@pytest.mark.parametrize("content", [b"", b"\n", b"hello", b"hello\n", sealed(b"hello", None)])
def test_what_has_no_seal_is_unsigned(content: bytes) -> None:
    assert check(content, OURS.known) == Seal(Verdict.UNSEALED)


def test_a_key_that_is_no_point_of_the_curve_proves_nothing() -> None:
    signed = sealed(BODIES[0], OURS).replace(OURS.public.encode(), b"f" * 64)
    assert check(signed, ["f" * 64]).verdict is Verdict.CHANGED
