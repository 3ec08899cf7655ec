"""Files from elsewhere become articles; what is lost on the way is counted."""

from pathlib import Path

from kb.articles.loader import load
from kb.authoring.html import read
from kb.authoring.importing import Imported, read_folder, slug_of

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


def test_a_page_as_markdown() -> None:
    page = read(PAGE)
    assert page.title == "Reset a password"
    assert page.markdown == (
        "Open the [login page](login.html#form) and press **Forgotten**.\nThen wait.\n\n"
        "1. First\n   - with care\n2. Second\n\n"
        "## If it fails\n\n```\n  535 <denied>\n  again\n```\n\n| Port | 993\n\nthe button"
    )
    assert dict(page.dropped) == {"style": 1, "nav": 1, "img": 1, "script": 1, "form": 1}


def test_nearly_anything_is_a_page() -> None:
    assert read("plain words").markdown == "plain words"
    assert read("<p>one<p>two</b></ul></a>").markdown == "one\n\ntwo"
    assert read("<li>alone").markdown == "- alone"
    assert read("<nav><nav>x</nav>y</nav>after").markdown == "after"
    assert read("<title>Only</title>").title == "Only"
    assert read("").markdown == ""


def by_file(folder: Path) -> dict[str, Imported]:
    return {each.file: each for each in read_folder(folder)}


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "Reset Password.html").write_text(PAGE)
    (tmp_path / "sub" / "Größe.md").write_text(
        "---\ntitle: Größe\nauthor: Eva\ntags: [big, 8.2]\n---\n# Größe\n\nText ![logo](l.png) [more](page.html)\n"
    )
    (tmp_path / "heading.markdown").write_text("# A heading: with a colon #\n\nWords.\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe")
    (tmp_path / "empty.html").write_text("<html><body><script>x</script></body></html>")
    (tmp_path / "reset_password.md").write_text("Again.")
    (tmp_path / "???.md").write_text("Nameless.")
    (tmp_path / ".hidden.md").write_text("Hidden.")
    found = by_file(tmp_path)
    assert {file: each.refused for file, each in found.items() if each.refused} == {
        "???.md": "its name has no letters or digits that a link can have",
        "broken.md": "not UTF-8 text",
        "empty.html": "no text is left in it",
        "logo.png": "neither Markdown nor HTML",
        "reset_password.md": "the same name as Reset Password.html: rename one of them",
    }
    assert {each.slug for each in found.values() if each.slug} == {"reset-password", "grosse", "heading"}
    assert dict(found["sub/Größe.md"].dropped) == {"key author": 1, "img": 1}
    assert found["heading.markdown"].title == "A heading: with a colon"


def test_a_heading_that_is_too_long_for_a_title_stays_in_the_text(tmp_path: Path) -> None:
    heading = "# " + "a long story " * 30
    (tmp_path / "story.md").write_text(f"{heading}\n\nWords.\n")
    found = by_file(tmp_path)["story.md"]
    assert found.title == "Story"
    assert heading.strip() in found.text


def test_what_is_written_loads(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_text(PAGE)
    (tmp_path / "in" / "note.md").write_text(
        "---\ntitle: 'Yes: no'\nkeywords: [yes, 550]\n---\nWords, [page](page.html)."
    )
    (tmp_path / "out").mkdir()
    for each in read_folder(tmp_path / "in"):
        (tmp_path / "out" / f"{each.slug}.md").write_text(each.text, encoding="utf-8")
    articles = {article.slug: article for article in load(tmp_path / "out").articles}
    assert articles["page"].title == "Reset a password"
    assert "[login page](login.md#form)" in articles["page"].markdown
    assert articles["note"].title == "Yes: no"
    assert articles["note"].keywords == ("yes", "550")
    assert "[page](page.md)" in articles["note"].markdown


def test_names_for_links() -> None:
    assert slug_of("Wie groß? (Teil 2)") == "wie-gross-teil-2"
    assert slug_of("日本") == ""
    assert len(slug_of("long " * 100)) <= 120
