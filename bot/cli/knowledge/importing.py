"""``kb import``: articles made of somebody's help centre, and a report of what was dropped and why."""

from collections import Counter
from pathlib import Path

from bot.cli.screen import console, print_json, progress, refuse
from bot.core.text.words import visible
from kb.importing.articles import Imported, read_folder
from kb.importing.writing import Written, before, write


def run(source: Path, into: Path, lang: str, overwrite: bool, skip_broken: bool, as_json: bool) -> int:
    """Write the articles and print the report; 1 when something that should be an article isn't one now."""
    if not source.is_dir() and not source.is_file():
        refuse(f"{source} is no folder and no file")
    was = before(into)
    name = source.name if source.is_file() else source.resolve().name
    with progress("Import") as told:
        found = read_folder(
            source, was.slugs(name), lang, lambda done, of: told(f"{done:,} of {of:,} files", done / max(1, of))
        )
    broken = [each for each in found if each.broken]
    articles = [each for each in found if each.slug]
    if (broken and not skip_broken) or not articles:
        written = Written(tuple(_unwritten(each) for each in found), ("",) * len(found), ())
    else:
        try:
            written = write(found, source, into, was, overwrite)
        except OSError as error:
            refuse(f"{into} can't be written: {error.strerror or error}; nothing was changed there")
    if as_json:
        print_json([_facts(each, state) for each, state in zip(written.found, written.states, strict=True)])
    else:
        _print(written, into / lang if lang else into)
    kept = any(was_to_be.slug and not each.slug for was_to_be, each in zip(found, written.found, strict=True))
    return 1 if kept or not articles else 0


def _unwritten(each: Imported) -> Imported:
    return Imported(each.file, refused=each.refused or "nothing is written", broken=each.broken, kind=each.kind)


def _facts(each: Imported, state: str) -> dict[str, object]:
    return {
        "file": each.file,
        "slug": each.slug,
        "dropped": dict(each.dropped),
        "refused": each.refused,
        "lang": each.lang,
        "title": each.title,
        "state": state,
        "url": each.url,
    }


def _print(written: Written, target: Path) -> None:
    screen = console()
    kinds: Counter[tuple[str, str]] = Counter()
    held_back = 0
    for each, state in zip(written.found, written.states, strict=True):
        dropped = ", ".join(f"{count} × {what}" for what, count in each.dropped.items())
        if each.slug:
            said = f"{each.file} → {each.lang and f'{each.lang}/'}{each.slug}.md"
            said += (f" ({state})" if state != "new" else "") + (f"; dropped: {dropped}" if dropped else "")
        elif each.refused == "nothing is written":
            held_back += 1
            continue
        elif each.kind:
            kinds[each.kind, each.refused] += 1
            continue
        else:
            said = f"{each.file}: not taken over: {each.refused}"
        screen.print(visible(said), soft_wrap=True)
    for kind, count in Counter({kind: count for (kind, _why), count in kinds.items()}).items():
        count = sum(each for (named, _why), each in kinds.items() if named == kind)
        said = f"{count} × {kind}: not taken over" + (", no article shows them" if kind == "picture" else "")
        screen.print(visible(said), soft_wrap=True)
    for file in written.gone:
        screen.print(visible(f"{file}: its page isn't there any more; the article stays"), soft_wrap=True)
    taken = sum(bool(each.slug) for each in written.found)
    if held_back:
        screen.print(
            visible(f"Nothing is written: mend what is broken, or take the other {held_back} with --skip-broken."),
            soft_wrap=True,
        )
        return
    screen.print(visible(f"{taken} of {len(written.found)} files are articles in {target} now."), soft_wrap=True)
    screen.print("Look them over with: frontdoor kb check --articles DIR")
