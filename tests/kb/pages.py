"""Small knowledge bases for tests, and a client who asks them."""

from dataclasses import dataclass
from pathlib import Path

from bot.core.model.knowledge import Article, Hit
from kb.articles.loader import Library, Source
from kb.ranking.extract import plain
from kb.search import ArticleSearch


def write(directory: Path, name: str, text: str = "Some text.", title: str = "A title", more: str = "") -> Path:
    """An article file below a directory; ``name`` may have a folder, ``more`` is further front matter."""
    path = directory / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'---\ntitle: "{title}"\n{more}---\n{text}\n', encoding="utf-8")
    return path


def article(slug: str, title: str, text: str, *keywords: str, lang: str = "en") -> Article:
    """An article as loaded."""
    return Article(slug, lang, title, text, keywords)


def library(*articles: Article) -> Library:
    """A library of these articles; English is its default language."""
    sources = (Source(each, f"{each.lang}/{each.slug}.md", 5) for each in articles)
    return Library(Path("articles"), "en", tuple(sources))


@dataclass
class Client:
    """Somebody with a question."""

    search: ArticleSearch
    lang: str = "en"
    hits: tuple[Hit, ...] = ()

    def asks(self, text: str) -> "Client":
        """Search for it."""
        self.hits = self.search.find(text, self.lang)
        return self

    def finds(self, slug: str) -> None:
        """The first article is this one, and sure enough to be shown."""
        assert self.hits, "nothing was found"
        best = self.hits[0]
        assert (best.slug, best.confidence > 0.35) == (slug, True), self.told()

    def finds_nothing_fitting(self) -> None:
        """Whatever there is, is far from being shown."""
        assert not self.hits or self.hits[0].confidence < 0.25, self.told()

    def reads(self) -> str:
        """The first hit's extract."""
        return plain(self.hits[0].extract)

    def sees_marked(self) -> list[str]:
        """The words marked in the first hit's extract."""
        return [piece.text for piece in self.hits[0].extract if piece.hit]

    def told(self) -> str:
        """What was found, for a failing test."""
        return ", ".join(f"{hit.slug} {hit.confidence:.2f}" for hit in self.hits)


HOSTING = (
    article(
        "mail-not-arriving",
        "Mail isn't arriving",
        "If emails don't arrive, look at the delivery log.\n\n"
        "## Delivery log\n\nOpen **Email → Delivery log**. A line with `550` means that the address doesn't exist.",
        "bounce", "missing mail",
    ),
    article(
        "mailbox-full",
        "Your mailbox is full",
        "At 100 % of its quota a mailbox takes no new mail. Delete old messages or order more space.",
        "quota",
    ),
    article(
        "panel-login",
        "Can't log in to the control panel",
        "Reset the password with the link on the login page. If your phone with the codes is lost, write to us.",
        "two-factor", "locked out",
    ),
    article(
        "website-down",
        "Website is down: errors 500 and 503",
        "When your website shows an error page, look at the error log first. A plugin is the usual cause.",
        "offline", "white screen",
    ),
    article(
        "ssl-certificate",
        "SSL certificate expired or not trusted",
        "Browsers warn when the certificate has expired. Renew it under **Websites → SSL**. It takes a minute.",
        "https", "padlock",
    ),
    article(
        "spam",
        "Good mail lands in junk: SPF, DKIM and DMARC",
        "Set up SPF and DKIM for your domain, so that other servers trust your messages.",
    ),
    article(
        "webmail",
        "Use webmail in the browser",
        "Webmail works in every browser and needs no setup. Open mail.example.com and enter your address.",
    ),
    article(
        "invoices",
        "Invoices and payment methods",
        "Find every invoice under **Account → Billing**. You can pay by credit card or bank transfer.",
    ),
    article(
        "transfer-domain",
        "Transfer a domain to us",
        "Unlock the domain at your old registrar, ask for the auth code and enter it here.",
        "epp code",
    ),
    article(
        "php-limits",
        "Change the PHP version and the memory limit",
        "Settings such as `memory_limit` stand in the file php.ini. Choose a version under **Websites → PHP**.",
    ),
)  # fmt: skip
