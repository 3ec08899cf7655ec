"""``kb import``: articles made of a folder of Markdown or HTML files, and a report of what was dropped."""

from pathlib import Path

from bot.cli.screen import console, print_json, refuse
from bot.core.text.words import visible
from kb.authoring.importing import Imported, read_folder


def run(folder: Path, into: Path, lang: str, overwrite: bool, as_json: bool) -> int:
    """Write the articles and print the report; 1 when a file wasn't taken over."""
    if not folder.is_dir():
        refuse(f"{folder} is no folder")
    target = into / lang if lang else into
    target.mkdir(parents=True, exist_ok=True)
    found = [_written(each, target, overwrite) for each in read_folder(folder)]
    if as_json:
        print_json([_facts(each) for each in found])
    else:
        _print(found, target)
    return 1 if any(each.refused for each in found) or not found else 0


def _written(each: Imported, target: Path, overwrite: bool) -> Imported:
    if each.refused:
        return each
    path = target / f"{each.slug}.md"
    if path.is_symlink():
        return Imported(each.file, refused=f"{path.name} is a symbolic link there: it would be written elsewhere")
    if path.exists() and not overwrite:
        return Imported(each.file, refused=f"{path.name} is there already (replace it with --overwrite)")
    path.write_text(each.text, encoding="utf-8")
    return each


def _facts(each: Imported) -> dict[str, object]:
    return {"file": each.file, "slug": each.slug, "dropped": dict(each.dropped), "refused": each.refused}


def _print(found: list[Imported], target: Path) -> None:
    screen = console()
    for each in found:
        dropped = ", ".join(f"{count} × {what}" for what, count in each.dropped.items())
        if each.refused:
            said = f"{each.file}: not taken over: {each.refused}"
        else:
            said = f"{each.file} → {each.slug}.md" + (f"; dropped: {dropped}" if dropped else "")
        screen.print(visible(said), soft_wrap=True)
    taken = sum(not each.refused for each in found)
    screen.print(visible(f"{taken} of {len(found)} files are articles in {target} now."), soft_wrap=True)
    screen.print("Look them over with: frontdoor kb check --articles DIR")
