"""Files from elsewhere become articles; what is lost on the way is counted."""

import json
from pathlib import Path

from kb.articles.loader import load
from kb.importing.articles import Imported, read_folder
from kb.importing.html.page import read_page
from kb.importing.places import slug_of
from kb.importing.writing import before, write

PAGE = """<!doctype html><html><head><title>Help | Firm</title><style>p { color: red }</style></head>
<body><nav><a href="/">Home</a></nav>
<h1>Reset  a <em>password</em></h1>
<p>Open the <a href="login.html#form">login page</a>&nbsp;and press <b>Forgotten</b>.<br>Then wait.</p>
<ol><li>First<ul><li>with care</li></ul></li><li>Second</li></ol>
<h2>If it fails</h2><pre>  535 &lt;denied&gt;
  again</pre>
<table><tr><th>Port</th><td>993</td></tr></table>
<img src="x.png" alt="the button"><script>track("you")</script><form><p>Search</p></form>
</body></html>"""


def files(folder: Path, **texts: str) -> Path:
    """A folder of files; ``__`` in a name is a slash, ``_md`` its ending."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/').removesuffix('_md')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def by_file(folder: Path, lang: str = "") -> dict[str, Imported]:
    return {each.file: each for each in read_folder(folder, lang=lang)}


def test_a_page_as_markdown() -> None:
    page = read_page(PAGE)
    assert page.title == "Reset a password"
    assert page.markdown == (
        "Open the [login page](login.html#form) and press **Forgotten**.\nThen wait.\n\n"
        "1. First\n   - with care\n2. Second\n\n"
        "## If it fails\n\n```\n  535 <denied>\n  again\n```\n\n"
        "| Port | 993 |\n| --- | --- |\n\n![the button](x.png)"
    )
    assert {what: count for what, count in page.dropped.items() if count} == {"nav": 1, "script": 1, "form": 1}


def test_nearly_anything_is_a_page() -> None:
    assert read_page("plain words").markdown == "plain words"
    assert read_page("<p>one<p>two</b></ul></a>").markdown == "one\n\ntwo"
    assert read_page("<li>alone").markdown == "- alone"
    assert read_page("<nav><nav>x</nav>y</nav>after").markdown == "after"
    assert read_page("<title>Only</title>").title == "Only"
    assert read_page("").markdown == ""
    assert "deep" in read_page("<div>" * 5000 + "deep").markdown


def test_signs_of_markdown_in_a_page_stay_signs() -> None:
    assert read_page("<p>1. no *list* <i>x</i> a_b &lt;script&gt; &amp;amp;</p>").markdown == (
        r"1\. no \*list\* *x* a_b \<script> \&amp;"
    )


def test_the_title_is_neither_the_logo_nor_the_site() -> None:
    page = read_page(
        "<title>Moving in – Firm</title><header><h1>Firm</h1></header><main><h2>Moving in</h2><p>Do it.</p></main>"
    )
    assert (page.title, page.markdown) == ("Moving in", "Do it.")
    assert read_page("<title>Moving in | Firm</title><body><div><h1>Firm</h1></div><p>x</p>").title == "Moving in"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "Reset Password.html").write_text(PAGE)
    (tmp_path / "sub" / "Größe.md").write_text(
        "---\ntitle: Größe\nauthor: Eva\ntags: [big, 8.2]\n---\n# Größe\n\nText ![logo](l.png) [more](page.html)\n"
    )
    (tmp_path / "heading.markdown").write_text("# A heading: with a colon #\n\nWords.\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "broken.md").write_bytes(b"ok\n\xff\xfe")
    (tmp_path / "empty.html").write_text("<html><body><script>x</script></body></html>")
    (tmp_path / "???.md").write_text("Nameless.")
    (tmp_path / ".hidden.md").write_text("Hidden.")
    found = by_file(tmp_path)
    assert {file: (each.refused, each.broken) for file, each in found.items() if each.refused} == {
        "broken.md": ("not UTF-8 text (line 2)", True),
        "empty.html": ("no text is left in it", False),
        "logo.png": ("a picture", False),
    }
    assert {each.slug for each in found.values()} >= {"reset-password", "grosse", "heading"}
    assert dict(found["sub/Größe.md"].dropped) == {"key author": 1, "img": 1, "dead link": 1}
    assert found["heading.markdown"].title == "A heading: with a colon"
    assert found["???.md"].slug.startswith("article-")


def test_the_same_name_in_two_folders_is_two_articles_and_links_know_which(tmp_path: Path) -> None:
    files(
        tmp_path,
        index="Root, see [mail](mail/) and [bills](bills/index.md#pay).",
        mail__index="Mail, see [over](overview.md) and [bills](../bills/).",
        mail__overview="Mail's overview.",
        bills__index="Bills, see [over](./overview.md) and [up](../index.md).",
        bills__overview="Bills' overview, see [gone](nowhere.md).",
    )
    found = by_file(tmp_path)
    assert {file: each.slug for file, each in found.items()} == {
        "index.md": "index",
        "mail/index.md": "mail",
        "mail/overview.md": "mail-overview",
        "bills/index.md": "bills",
        "bills/overview.md": "bills-overview",
    }
    assert "[mail](mail.md) and [bills](bills.md#pay)" in found["index.md"].text
    assert "[over](mail-overview.md) and [bills](bills.md)" in found["mail/index.md"].text
    assert "[over](bills-overview.md) and [up](index.md)" in found["bills/index.md"].text
    assert "see gone." in found["bills/overview.md"].text


def test_languages_by_name_and_by_folder(tmp_path: Path) -> None:
    by_name = files(tmp_path / "name", x="X, see [y](y.md).", y="Y.")
    (by_name / "x.de.md").write_text("X, siehe [y](y.md).")
    (by_name / "node.js.md").write_text("No language.")
    found = by_file(by_name)
    assert (found["x.de.md"].lang, found["x.de.md"].slug, found["x.md"].lang) == ("de", "x", "")
    assert "[y](y.md)" in found["x.de.md"].text
    assert (found["node.js.md"].lang, found["node.js.md"].slug) == ("", "node-js")
    by_folder = files(
        tmp_path / "folder", _es__a="Hola, ver [b](b.md).", _es__b="Otra.", en__a="Hello.", en__b="Other."
    )
    found = by_file(by_folder)
    assert {(each.lang, each.slug) for each in found.values()} == {("es", "a"), ("es", "b"), ("en", "a"), ("en", "b")}


def test_what_is_written_loads_and_the_next_run_updates(tmp_path: Path) -> None:
    old, into = tmp_path / "old", tmp_path / "articles"
    files(
        old, one='---\ntitle: "A: [b] *c* @d"\n---\nWords.', two="# Two\n\nWords ![p](p.png).", three="# Yes\n\nWords."
    )
    (old / "p.png").write_bytes(b"\x89PNG")

    def run(overwrite: bool = False) -> dict[str, str]:
        was = before(into)
        written = write(read_folder(old, was.slugs("old")), old, into, was, overwrite)
        return {each.file: state or each.refused for each, state in zip(written.found, written.states, strict=True)}

    assert set(run().values()) == {"new"}
    assert {article.title for article in load(into).articles} == {"A: [b] *c* @d", "Two", "Yes"}
    assert (into / "images" / "p.png").read_bytes() == b"\x89PNG"
    (old / "one.md").write_text("---\ntitle: Renamed\n---\nOther words.")
    (into / "two.md").write_text("---\ntitle: By hand\n---\nMine.")
    states = run()
    assert (states["one.md"], states["three.md"]) == ("updated", "unchanged")
    assert "changed by hand" in states["two.md"]
    assert "By hand" in (into / "two.md").read_text()
    assert run(overwrite=True)["two.md"] == "updated"
    assert {path.name for path in into.iterdir()} == {"one.md", "two.md", "three.md", "images", ".imported.json"}


def test_a_site_by_its_marks(tmp_path: Path) -> None:
    files(tmp_path, docs__setup="Words.", docs___part="A part.", README="# The repository")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nnav:\n  - Begin:\n      - Setting up: setup.md\n")
    found = by_file(tmp_path)
    assert (found["docs/setup.md"].title, found["README.md"].kind) == (
        "Setting up",
        "file outside of the pages of MkDocs",
    )
    assert "keywords: [Begin]" in found["docs/setup.md"].text
    assert found["docs/_part.md"].refused == "a part of other pages"


def test_a_broken_export_names_its_record(tmp_path: Path) -> None:
    records = [{"id": 1, "title": "T", "body": "<p>x</p>", "locale": "de", "section_id": 2}, {"id": 2, "locale": "de"}]
    (tmp_path / "a.json").write_text(json.dumps({"articles": records}))
    (tmp_path / "b.json").write_text('{"articles": [\n{"title": ')
    (tmp_path / "c.csv").write_text("Question,Answer\nWhy?,Because.\nWhat?,a,b\n")
    (tmp_path / "d.xml").write_text('<rss xmlns:wp="http://wordpress.org/export/1.2/">\n<channel></rss>')
    broken = {each.file: each.refused for each in read_folder(tmp_path) if each.broken}
    assert set(broken) == {"a.json, record 2 (id 2)", "b.json", "c.csv, line 3", "d.xml"}
    assert "line 2" in broken["b.json"]
    assert broken["c.csv, line 3"] == "3 columns instead of 2"
    assert broken["d.xml"].startswith("line 2: ")


def test_what_only_staff_see_stays_there(tmp_path: Path) -> None:
    article = {"title": "T", "body": "<p>x</p>", "locale": "en", "section_id": 2}
    records = [{**article, "id": 1, "user_segment_id": 4}, {**article, "id": 2, "draft": True}]
    (tmp_path / "a.json").write_text(json.dumps({"articles": records}))
    (tmp_path / "p.md").write_text("---\ntitle: P\npublished: false\n---\nx")
    assert {each.refused for each in read_folder(tmp_path)} == {"not for everybody", "a draft"}


def test_names_for_links() -> None:
    assert slug_of("Wie groß? (Teil 2)") == "wie-gross-teil-2"
    assert slug_of("日本") == ""
    assert len(slug_of("long " * 100)) <= 120


def test_an_article_remembers_where_it_came_from_and_loads_with_it(tmp_path: Path) -> None:
    old, into = tmp_path / "old", tmp_path / "articles"
    old.mkdir()
    records = [
        {"id": 1, "title": "T", "body": "<p>see <a href='/hc/en-us/articles/2-u#h'>u</a></p>", "locale": "en-us",
         "html_url": "https://help.acme.example/hc/en-us/articles/1-t (1)", "section_id": 2},
        {"id": 2, "title": "U", "body": "<p>x</p>", "locale": "en-us", "section_id": 2,
         "html_url": "https://help.acme.example/hc/en-us/articles/2-ü"},
        {"id": 3, "title": "V", "body": "<p>x</p>", "locale": "en-us", "section_id": 2},
    ]  # fmt: skip
    (old / "a.json").write_text(json.dumps({"articles": records}))
    write(read_folder(old), old, into, before(into))
    found = {article.title: article for article in load(into).articles}
    assert {title: article.source for title, article in found.items()} == {
        "T": "https://help.acme.example/hc/en-us/articles/1-t%20%281%29",
        "U": "https://help.acme.example/hc/en-us/articles/2-%C3%BC",
        "V": "",
    }
    assert "[u](u.md#h)" in found["T"].markdown


def test_our_own_articles_come_through_as_they_were(tmp_path: Path) -> None:
    files(tmp_path, one="---\ntitle: T\nupdated: 2026-11-02\nsource: https://a.example/b\n---\nWords.")
    text = by_file(tmp_path)["one.md"].text
    assert "updated: 2026-11-02\nsource: https://a.example/b\n" in text


def test_half_characters_and_control_characters_break_no_page(tmp_path: Path) -> None:
    record = {"id": 1, "title": "T\ud800", "body": "<p>a\u0000b\ud800c</p>", "locale": "en", "section_id": 2}
    plain = {"id": 2, "title": "U", "body": "d\u0001e\udfff f", "locale": "en", "section_id": 2}
    (tmp_path / "a.json").write_text(json.dumps({"articles": [record, plain]}))
    (tmp_path / "b.html").write_bytes(b"<title>V</title><p>g\x00h</p>")
    texts = {each.title: each.text.encode().decode() for each in read_folder(tmp_path)}
    assert set(texts) == {"T", "U", "V"}
    assert "abc" in texts["T"]
    assert "de f" in texts["U"]
    assert "gh" in texts["V"]


def test_many_pages_of_one_name_have_slugs_of_their_own(tmp_path: Path) -> None:
    same = [{"id": n, "title": "T", "body": "x", "locale": "en", "slug": "same", "section_id": 1} for n in range(30)]
    (tmp_path / "a.json").write_text(json.dumps({"articles": same}))
    slugs = {each.slug for each in read_folder(tmp_path)}
    assert slugs == {"same", *(f"same-{number}" for number in range(2, 31))}


def test_a_heading_that_is_too_long_for_a_title_stays_in_the_text(tmp_path: Path) -> None:
    heading = "# " + "a long story " * 30
    (tmp_path / "story.md").write_text(f"{heading}\n\nWords.\n")
    found = by_file(tmp_path)["story.md"]
    assert found.title == "Story"
    assert heading.strip() in found.text
