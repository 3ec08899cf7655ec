"""``ticket N --transcript`` and ``verify``: a signed file to the output, checked without database or network."""

import json
import socket
import stat
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from bot.pages.form import Form
from bot.pages.keys import SigningKeys
from bot.pages.seal import sealed
from tests.cli.conftest import Run

OTHERS = SigningKeys(bytes(range(32)))


@pytest.fixture
def written(frontdoor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Written":
    return Written(frontdoor, monkeypatch, tmp_path)


class Written:
    """A transcript as the shell would redirect it to a file: byte for byte."""

    def __init__(self, frontdoor: Run, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.frontdoor, self.monkeypatch, self.folder = frontdoor, monkeypatch, folder

    def __call__(self, form: Form | str = "html", encoding: str = "utf-8") -> Path:
        content, file = BytesIO(), self.folder / f"ticket.{form}"
        with self.monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", TextIOWrapper(content, encoding=encoding, write_through=True))
            patched.setattr(sys, "argv", ["frontdoor", "ticket", "1001", "--transcript", str(form)])
            from bot.cli.main import main

            with pytest.raises(SystemExit) as end:
                main()
            assert not end.value.code
            file.write_bytes(content.getvalue())
        return file


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("form", [form.value for form in Form])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_is_written_as_it_is_signed_and_is_whole(
    written: Written, frontdoor: Run, form: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(form, encoding)
    monkeypatch.delattr(socket, "socket")
    done = frontdoor("verify", file)
    assert (done.code, done.err) == (0, "")
    assert "is whole" in done.out


@pytest.mark.usefixtures("busy")
def test_one_letter_that_is_changed_is_noticed(written: Written, frontdoor: Run) -> None:
    file = written()
    content = file.read_bytes()
    file.write_bytes(content.replace(b"ticket", b"tickes", 1))
    done = frontdoor("verify", file)
    assert done.code == 1
    assert "was changed since it was signed" in done.out


@pytest.mark.usefixtures("busy")
def test_anothers_key_is_named_as_such(frontdoor: Run, written: Written, tmp_path: Path) -> None:
    written()
    forged = tmp_path / "forged.html"
    forged.write_bytes(sealed(b"<p>You owe nothing.</p>\n", OTHERS))
    done = frontdoor("verify", forged)
    assert done.code == 1
    assert f"signed with another's key, {OTHERS.public}" in done.out
    assert frontdoor("verify", forged, "--key", OTHERS.public).code == 0
    assert frontdoor("verify", forged, "--key", "00" * 32, "--key", OTHERS.public).code == 0


def test_where_no_key_is_known_nobody_is_told_that_all_is_well(frontdoor: Run, tmp_path: Path) -> None:
    forged = tmp_path / "forged.html"
    forged.write_bytes(sealed(b"<p>You owe nothing.</p>\n", OTHERS))
    done = frontdoor("verify", forged)
    assert done.code == 1
    assert "no key is known here" in done.out
    assert "--key" in done.out
    (tmp_path / "plain.html").write_text("<p>hello</p>")
    assert "isn't signed" in frontdoor("verify", tmp_path / "plain.html").out
    assert not (tmp_path / "desk").exists()


def test_what_cant_be_asked_ends_with_two(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "plain.html").write_text("<p>hello</p>")
    assert "64 hexadecimal digits" in frontdoor("verify", tmp_path / "plain.html", "--key", "abc").err
    missing = frontdoor("verify", tmp_path / "none.html")
    assert (missing.code, "No such file" in missing.err) == (2, True)
    assert frontdoor("ticket", "1001", "--transcript", "docx").code == 2


@pytest.mark.usefixtures("busy")
def test_json_is_another_answer_and_a_missing_ticket_is_named(frontdoor: Run) -> None:
    assert frontdoor("ticket", "1001", "--transcript", "md", "--json").code == 2
    assert "no ticket #99" in frontdoor("ticket", "99", "--transcript", "md").err


@pytest.mark.usefixtures("busy")
def test_a_pdf_without_its_library_says_what_to_install(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    done = frontdoor("ticket", "1001", "--transcript", "pdf")
    assert done.code == 1
    assert "pip install 'frontdoor-desk[pdf]'" in done.err


# ── The desk's key ─────────────────────────────────────────────────────────────────────


def test_the_key_is_made_with_the_database_and_shown_on_the_support_page(frontdoor: Run, tmp_path: Path) -> None:
    made = frontdoor("db", "upgrade").out
    file = tmp_path / "desk" / "signing.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (key,) = json.loads(frontdoor("policy", "show", "--json").out)["transcripts"]["keys"]
    assert key in made
    assert key in frontdoor("policy", "show").out
    assert key in frontdoor("policy", "show", "--html").out
    assert "signs transcripts" not in frontdoor("db", "upgrade").out


def test_without_a_key_the_support_page_says_nothing_of_it(frontdoor: Run) -> None:
    assert json.loads(frontdoor("policy", "show", "--json").out)["transcripts"] == {"keys": []}
    assert "Transcripts" not in frontdoor("policy", "show").out


@pytest.mark.usefixtures("busy")
def test_after_another_key_the_former_transcripts_are_whole_still(written: Written, frontdoor: Run) -> None:
    before = written("md")
    (used,) = json.loads(frontdoor("policy", "show", "--json").out)["transcripts"]["keys"]
    assert "another key" in frontdoor("db", "rotate", "--signing-key").out
    assert frontdoor("verify", before).code == 0
    assert frontdoor("verify", written("html")).code == 0
    keys = json.loads(frontdoor("policy", "show", "--json").out)["transcripts"]["keys"]
    assert keys[1:] == [used]
    assert "Older ones are signed with" in frontdoor("policy", "show").out


@pytest.mark.usefixtures("busy")
def test_a_setting_holds_the_key_instead(written: Written, frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_SIGNING_KEY", OTHERS.text())
    file = written("md")
    assert OTHERS.public in file.read_text("utf-8")
    assert frontdoor("verify", file).code == 0
    refused = frontdoor("db", "rotate", "--signing-key")
    assert (refused.code, f"retired:{OTHERS.public}" in refused.err) == (2, True)
    monkeypatch.setenv("FRONTDOOR_SIGNING_KEY", "moonlight")
    wrong = frontdoor("verify", file)
    assert wrong.code == 1
    assert "FRONTDOOR_SIGNING_KEY: is no signing key" in wrong.err
    assert "moonlight" not in wrong.err


@pytest.mark.usefixtures("busy")
def test_a_key_that_others_can_read_isnt_used(frontdoor: Run, written: Written, tmp_path: Path) -> None:
    written()
    (tmp_path / "desk" / "signing.key").chmod(0o644)
    done = frontdoor("ticket", "1001", "--transcript", "md")
    assert done.code == 1
    assert "can be read by others" in done.err
    assert frontdoor("queue").code == 0
