"""The described centre, written as each format has it: as its makers' manuals and exports show them."""
# ruff: noqa: E501 (exports and pages as they are)

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml

import yaml

from tests.kb.importing.described import (
    Block,
    Bold,
    Code,
    Described,
    Head,
    Item,
    Line,
    Listed,
    Note,
    Para,
    Picture,
    Snippet,
    Table,
    Text,
    To,
)

Pages = tuple[Described, ...]
Address = Callable[[Described, int], str]
"""How a page writes a link to another one."""
CHROME = "chromeword"
"""In everything that stands around an article."""
PNG = b"\x89PNG"


# ── Markdown ──


def md_text(words: str) -> str:
    """Words of which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>&#{}|~])", r"\\\1", words)


class Markdown:
    """Writes one maker's Markdown."""

    def __init__(
        self,
        page: Described,
        to: Address,
        note: Callable[[Note, str], list[str]],
        picture: str,
        fence: Callable[[Code], list[str]] | None = None,
    ) -> None:
        self._page, self._to, self._note, self._picture, self._fence = page, to, note, picture, fence

    def line(self, line: Line, cell: bool = False) -> str:
        said = list[str]()
        for each in line:
            match each:
                case Text(words):
                    said.append(md_text(words))
                case Bold(words):
                    said.append(f"**{words}**")
                case Snippet(code):
                    said.append(f"`{code}`")
                case To(words, page, address):
                    said.append(f"[{words}]({self._to(self._page, page) if page >= 0 else address})")
                case Picture(alt):
                    said.append(f"![{alt}]({self._picture})")
        return " ".join(said)

    def blocks(self, blocks: Iterable[Block], indent: str = "") -> list[str]:
        lines = list[str]()
        for block in blocks:
            lines += ["", *(f"{indent}{line}" if line else "" for line in self._block(block))]
        return lines

    def _block(self, block: Block) -> list[str]:
        match block:
            case Head(level, words):
                return [f"{'#' * level} {md_text(words)}"]
            case Para(line):
                return [self.line(line)]
            case Listed(numbered, items):
                lines = list[str]()
                for number, item in enumerate(items, 1):
                    mark = f"{number}. " if numbered else "- "
                    lines.append(mark + self.line(item.line))
                    if item.below:
                        below = self.blocks(item.below, " " * 4 if numbered else " " * len(mark))
                        lines += below if isinstance(item.below[0], Code) else below[1:]
                        if isinstance(item.below[0], Code):
                            lines.append("")
                return lines
            case Code(language, text):
                return self._fence(block) if self._fence else [f"```{language}", *text.split("\n"), "```"]
            case Table(rows):
                wide = len(rows[0])
                cells = [f"| {' | '.join(self.line(cell, cell=True) for cell in row)} |" for row in rows]
                return [cells[0], "|" + " --- |" * wide, *cells[1:]]
            case Note():
                inside = "\n".join(self.blocks(block.blocks)).strip("\n")
                return self._note(block, inside)

    def text(self) -> str:
        return "\n".join(self.blocks(self._page.blocks)).strip("\n") + "\n"


def relative(page: Described, other: Described, ending: str = ".md") -> str:
    """A path from one page to another."""
    up = page.path.count("/")
    return "../" * up + other.path + ending


def _set_in(text: str) -> list[str]:
    return [f"    {line}" if line else "" for line in text.split("\n")]


def mkdocs_note(note: Note, inside: str) -> list[str]:
    head = f'=== "{note.title}"' if note.kind == "tab" else f'!!! {note.kind} "{note.title}"'
    return [head, "", *_set_in(inside)]


def docusaurus_note(note: Note, inside: str) -> list[str]:
    if note.kind == "tab":
        return ["<Tabs>", f'<TabItem value="a" label="{note.title}">', "", inside, "", "</TabItem>", "</Tabs>"]
    return [f":::{note.kind}[{note.title}]", "", inside, "", ":::"]


def gitbook_note(note: Note, inside: str) -> list[str]:
    if note.kind == "tab":
        return ["{% tabs %}", f'{{% tab title="{note.title}" %}}', inside, "{% endtab %}", "{% endtabs %}"]
    return [f'{{% hint style="{note.kind}" %}}', f"**{note.title}**", "", inside, "{% endhint %}"]


def hugo_note(note: Note, inside: str) -> list[str]:
    if note.kind == "tab":
        return [f'{{{{< tab "{note.title}" >}}}}', inside, "{{< /tab >}}"]
    return [f'{{{{% notice {note.kind} "{note.title}" %}}}}', inside, "{{% /notice %}}"]


def zola_note(note: Note, inside: str) -> list[str]:
    return [f'{{% note(title="{note.title}") %}}', inside, "{% end %}"]


def jekyll_note(note: Note, inside: str) -> list[str]:
    return [f"**{note.title}**", "{: .note }", "", inside]


def _write(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _matter(page: Described, **more: object) -> str:
    return f"---\n{yaml.safe_dump({'title': page.title, **more}, allow_unicode=True)}---\n\n"


def _picture(folder: Path, file: str) -> None:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PNG)


def mkdocs(folder: Path, pages: Pages) -> None:
    """Titles of some pages stand in the navigation alone."""
    nav: list[object] = []
    _picture(folder, "docs/img/shot.png")
    for page in pages:
        up = "../" * page.path.count("/")
        text = Markdown(page, lambda one, at: relative(one, pages[at]), mkdocs_note, f"{up}img/shot.png").text()
        if page.number % 3 == 0:
            nav.append({page.title: f"{page.path}.md"})
        elif page.number % 3 == 1:
            text = f"# {md_text(page.title)}\n\n{text}"
        else:
            text = _matter(page) + text
        _write(folder, f"docs/{page.path}.md", text)
    _write(
        folder,
        "mkdocs.yml",
        yaml.safe_dump({"site_name": CHROME, "nav": [{CHROME: nav}], "theme": {"name": "material"}}),
    )
    _write(folder, "README.md", f"# {CHROME}")


def docusaurus(folder: Path, pages: Pages) -> None:
    for page in pages:
        written = Markdown(
            page,
            lambda one, at: relative(one, pages[at], ".mdx"),
            docusaurus_note,
            "/img/shot.png",
            lambda code: [
                f'```{code.language} title="{CHROME}.txt" {{1}}' if code.language else "```",
                *code.text.split("\n"),
                "```",
            ],
        )
        head = "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n{/* chromeword */}\n"
        _write(folder, f"docs/{page.path}.mdx", f"{_matter(page, sidebar_position=page.number)}{head}{written.text()}")
    _write(
        folder,
        "docusaurus.config.js",
        f"module.exports = {{title: '{CHROME}', url: 'https://docs.example.com', baseUrl: '/'}};",
    )
    _write(folder, "docs/_partial.mdx", CHROME)
    _picture(folder, "static/img/shot.png")


def gitbook(folder: Path, pages: Pages) -> None:
    lines = ["# Table of contents", ""]
    _picture(folder, ".gitbook/assets/shot.png")
    for page in pages:
        file = page.path.replace("index", "README")
        lines.append(f"* [{md_text(page.title)}]({file}.md)")

        def to(one: Described, at: int) -> str:
            return relative(one, pages[at]).replace("index", "README")

        up = "../" * page.path.count("/")
        text = Markdown(page, to, gitbook_note, f"{up}.gitbook/assets/shot.png").text()
        _write(folder, f"{file}.md", text if page.number % 2 else f"# {md_text(page.title)}\n\n{text}")
    _write(folder, "SUMMARY.md", "\n".join(lines))
    _write(folder, ".gitbook.yaml", "root: ./\n")


def hugo(folder: Path, pages: Pages) -> None:
    for page in pages:
        text = Markdown(
            page,
            lambda one, at: f'{{{{< ref "/{pages[at].path.replace("index", "_index")}.md" >}}}}',
            hugo_note,
            "/shot.png",
            lambda code: (
                [f"{{{{< highlight {code.language} >}}}}", *code.text.split("\n"), "{{< /highlight >}}"]
                if code.language
                else ["```", *code.text.split("\n"), "```"]
            ),
        ).text()
        _write(
            folder,
            f"content/{page.path.replace('index', '_index')}.md",
            f"+++\ntitle = {json.dumps(page.title, ensure_ascii=False)}\nweight = 5\n+++\n\n{text}",
        )
    _write(folder, "content/drafted.md", f"+++\ntitle = 'x'\ndraft = true\n+++\n{CHROME}")
    _write(folder, "hugo.toml", f"title = '{CHROME}'\nbaseURL = 'https://docs.example.com'\n")
    _picture(folder, "static/shot.png")


def zola(folder: Path, pages: Pages) -> None:
    for page in pages:
        text = Markdown(
            page, lambda one, at: f"@/{pages[at].path.replace('index', '_index')}.md", zola_note, "/shot.png"
        ).text()
        _write(
            folder,
            f"content/{page.path.replace('index', '_index')}.md",
            f"+++\ntitle = {json.dumps(page.title, ensure_ascii=False)}\n[taxonomies]\ntags = ['a']\n+++\n\n{text}",
        )
    _write(folder, "config.toml", "base_url = 'https://docs.example.com'\n")
    _picture(folder, "static/shot.png")


def jekyll(folder: Path, pages: Pages) -> None:
    for page in pages:
        text = Markdown(
            page,
            lambda one, at: f"{{{{ site.baseurl }}}}{{% link {pages[at].path}.md %}}",
            jekyll_note,
            "{{ site.baseurl }}/assets/shot.png",
            lambda code: (
                [f"{{% highlight {code.language} %}}", *code.text.split("\n"), "{% endhighlight %}"]
                if code.language
                else ["~~~", *code.text.split("\n"), "~~~"]
            ),
        ).text()
        _write(
            folder,
            f"{page.path}.md",
            f"{_matter(page, layout='default')}{{% include {CHROME}.html %}}\n{{:toc}}\n\n{text}",
        )
    _write(folder, "_config.yml", f"title: {CHROME}\nbaseurl: /docs\n")
    _write(folder, f"_includes/{CHROME}.html", f"<p>{CHROME}</p>")
    _picture(folder, "assets/shot.png")


# ── HTML ──


class Html:
    """Writes a page as a help centre's editor has it."""

    def __init__(self, page: Described, to: Address, picture: str, style: int = 0) -> None:
        self._page, self._to, self._picture, self._style = page, to, picture, style

    def line(self, line: Line) -> str:
        said = list[str]()
        for each in line:
            match each:
                case Text(words):
                    said.append(escape(words))
                case Bold(words):
                    said.append(
                        f"<strong>{escape(words)}</strong>" if self._style % 2 else f'<b class="x">{escape(words)}</b>'
                    )
                case Snippet(code):
                    said.append(f"<code>{escape(code)}</code>")
                case To(words, page, address):
                    said.append(
                        f'<a href="{escape(self._to(self._page, page) if page >= 0 else address)}" target=_blank>{words}</a>'
                    )
                case Picture(alt):
                    said.append(f'<img src="{self._picture}" alt="{alt}" width="300">')
        return " ".join(said)

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:
        match block:
            case Head(level, words):
                return f'<h{level} id="h">{escape(words)}<a class="headerlink" href="#h">¶</a></h{level}>'
            case Para(line):
                return f"<p>{self.line(line)}</p>" if self._style % 3 else f"<div>\n  <p>{self.line(line)}\n</div>"
            case Listed(numbered, items):
                tag = "ol" if numbered else "ul"
                said = "".join(self._item(item) for item in items)
                return f"<{tag}>\n{said}</{tag}>"
            case Code(language, text):
                if self._style % 2:
                    return f'<pre><code class="language-{language or "none"}">{escape(text)}</code></pre>'
                return f'<div class="highlight-{language or "default"} notranslate"><div class="highlight"><pre><span></span>{escape(text)}\n</pre></div></div>'
            case Table(rows):
                head = "".join(f"<th>{self.line(cell)}</th>" for cell in rows[0])
                body = "".join(
                    "<tr>"
                    + "".join(
                        f"<td><p>{self.line(cell)}</p></td>" if self._style % 2 else f"<td>{self.line(cell)}"
                        for cell in row
                    )
                    + "</tr>"
                    for row in rows[1:]
                )
                return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            case Note(_kind, title, inside):
                return (
                    f'<div class="admonition note"><p class="admonition-title">{title}</p>{self.blocks(inside)}</div>'
                )

    def _item(self, item: Item) -> str:
        said = self.line(item.line)
        said = f"<p>{said}</p>" if self._style % 2 else said
        return (
            f"<li>{said}{self.blocks(item.below)}</li>\n"
            if self._style % 3
            else f"<li>{said}{self.blocks(item.below)}\n"
        )

    def text(self) -> str:
        return self.blocks(self._page.blocks)


SHOT = "https://cdn.example.com/shot.png"


def saved(folder: Path, pages: Pages) -> None:
    """Pages as a browser saves them, with all that stands around an article."""
    for page in pages:
        body = Html(
            page,
            lambda one, at: relative(one, pages[at], ".html"),
            "../" * page.path.count("/") + "shot.png",
            page.number,
        ).text()
        article = f'<main><div class="breadcrumbs"><a href="/">{CHROME}</a></div><article><h1>{escape(page.title)}</h1><p class="sr-only">{CHROME}</p>{body}<p style="display: none">{CHROME}</p><p><a href="javascript:void(0)"></a></p></article><section class="related-articles"><h2>{CHROME}</h2><ul><li><a href="/x">{CHROME}</a></ul></section></main>'
        around = f'<a class="skip-link" href="#main">{CHROME}</a><header><h1>{CHROME}</h1><nav><ul><li>{CHROME}</li></ul></nav></header>'
        _write(
            folder,
            f"{page.path}.html",
            f'<!DOCTYPE html><html lang="en"><head><title>{escape(page.title)} | {CHROME}</title><style>p {{}}</style></head><body>{around}{article}<footer>{CHROME}</footer><div class="cookie-banner">{CHROME}</div><script>let a = "<p>{CHROME}</p>";</script></body></html>',
        )
    _picture(folder, "shot.png")


def zendesk(folder: Path, pages: Pages) -> None:
    def to(_page: Described, at: int) -> str:
        return f"/hc/en-us/articles/{1000 + at}-Some-title"

    articles = [
        {
            "id": 1000 + page.number,
            "title": page.title,
            "body": Html(page, to, SHOT, page.number).text(),
            "locale": "en-us",
            "draft": False,
            "section_id": 7,
            "label_names": ["a"],
            "html_url": f"https://help.example.com/hc/en-us/articles/{1000 + page.number}-Some-title",
            "user_segment_id": None,
        }
        for page in pages
    ]
    articles.append({**articles[0], "id": 1, "draft": True, "body": f"<p>{CHROME}</p>"})
    _write(folder, "articles.json", json.dumps({"count": len(articles), "next_page": None, "articles": articles}))
    _write(
        folder,
        "sections.json",
        json.dumps({"sections": [{"id": 7, "name": "Money", "category_id": 3, "description": CHROME}]}),
    )


def freshdesk(folder: Path, pages: Pages) -> None:
    def to(_page: Described, at: int) -> str:
        return f"https://firm.freshdesk.com/support/solutions/articles/{1000 + at}-some-title"

    articles = [
        {
            "id": 1000 + page.number,
            "title": page.title,
            "description": Html(page, to, SHOT, page.number).text(),
            "description_text": CHROME,
            "status": 2,
            "folder_id": 5,
            "tags": ["a"],
            "seo_data": {},
        }
        for page in pages
    ]
    articles.append({**articles[0], "id": 9, "status": 1})
    _write(
        folder,
        "solutions.json",
        json.dumps(
            [
                {
                    "category": {
                        "id": 1,
                        "name": "Money",
                        "folders": [{"id": 5, "name": "Bills", "visibility": 1, "articles": articles}],
                    }
                }
            ]
        ),
    )


def helpscout(folder: Path, pages: Pages) -> None:
    def to(_page: Described, at: int) -> str:
        return f"https://help.example.com/article/{1000 + at}-some-title"

    items = [
        {
            "id": f"5f{page.number}",
            "number": 1000 + page.number,
            "collectionId": "c",
            "slug": f"page-{page.number}",
            "status": "published",
            "name": page.title,
            "text": Html(page, to, SHOT, page.number).text(),
            "publicUrl": f"https://help.example.com/article/{1000 + page.number}-some-title",
        }
        for page in pages
    ]
    items.append({**items[0], "id": "x", "number": 3, "status": "notpublished"})
    _write(folder, "articles.json", json.dumps({"articles": {"page": 1, "pages": 1, "items": items}}))


def intercom(folder: Path, pages: Pages) -> None:
    def to(_page: Described, at: int) -> str:
        return f"https://help.example.com/en/articles/{1000 + at}-some-title"

    data = [
        {
            "type": "article",
            "id": str(1000 + page.number),
            "workspace_id": "w",
            "title": page.title,
            "description": CHROME,
            "body": Html(page, to, SHOT, page.number).text(),
            "state": "published",
            "url": f"https://help.example.com/en/articles/{1000 + page.number}-some-title",
            "default_locale": "en",
            "translated_content": None,
        }
        for page in pages
    ]
    data.append({**data[0], "id": "4", "state": "draft"})
    _write(folder, "articles.json", json.dumps({"type": "list", "data": data, "pages": {"type": "pages"}}))


def wordpress(folder: Path, pages: Pages) -> None:
    def item(page: Described, status: str, number: int, kind: str = "post") -> str:
        body = Html(page, lambda one, at: f"https://firm.example.com/help/page-{at}/", SHOT, page.number).text()
        return f'<item><title>{xml(page.title)}</title><link>https://firm.example.com/help/page-{page.number}/</link><guid isPermaLink="false">https://firm.example.com/?p={number}</guid><content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{CHROME}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id><wp:post_name>page-{page.number}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><category domain="category" nicename="money"><![CDATA[Money]]></category></item>'

    items = [item(page, "publish", 1000 + page.number) for page in pages]
    items += [item(pages[0], "draft", 5), item(pages[1], "inherit", 6, "attachment")]
    _write(
        folder,
        "export.xml",
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>{CHROME}</title>{"".join(items)}</channel></rss>',
    )


def table(folder: Path, pages: Pages) -> None:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(("Question", "Answer", "Category", "URL", "Status"))
    for page in pages:
        rows.writerow(
            (
                page.title,
                Html(page, lambda one, at: f"https://firm.example.com/faq/{at}", SHOT, page.number).text(),
                "Money",
                f"https://firm.example.com/faq/{page.number}",
                "published",
            )
        )
    rows.writerow(("Draft?", CHROME, "", "", "draft"))
    _write(folder, "faq.csv", written.getvalue())


FORMATS: dict[str, Callable[[Path, Pages], None]] = {
    "MkDocs": mkdocs,
    "Docusaurus": docusaurus,
    "GitBook": gitbook,
    "Hugo": hugo,
    "Zola": zola,
    "Jekyll": jekyll,
    "saved pages": saved,
    "Zendesk": zendesk,
    "Freshdesk": freshdesk,
    "Help Scout": helpscout,
    "Intercom": intercom,
    "WordPress": wordpress,
    "CSV": table,
}
