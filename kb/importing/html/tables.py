"""Tables in a page: their rows, and which of them only place what they hold."""

from collections.abc import Iterator

from kb.importing.html.tree import Node


def rows_of(table: Node) -> Iterator[Node]:
    """The rows of a table, those of tables within left out."""
    for each in table.inside:
        if isinstance(each, Node):
            if each.tag == "tr":
                yield each
            elif each.tag in ("thead", "tbody", "tfoot"):
                yield from rows_of(each)


def only_for_looks(table: Node, rows: list[list[Node]]) -> bool:
    if table.given.get("role") in ("presentation", "none") or max(map(len, rows), default=0) < 2:
        return True
    within = {each.tag for each in table.below()}
    return bool(within & {"table", "h1", "h2"})


def span(cell: Node, name: str) -> int:
    text = cell.given.get(name, "1")
    return min(max(1, int(text)), 50) if text.isascii() and text.isdigit() and len(text) < 4 else 1
