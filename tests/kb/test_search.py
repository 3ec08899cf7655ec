"""Short, misspelt, impatient questions find the right article, and others honestly none."""

import pytest

from bot.core.model.knowledge import Article
from bot.core.text.errors import LayerUnknown
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, article, library


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("my emails dont arive", "mail-not-arriving"),
        ("My E-Mails don’t arrive!!", "mail-not-arriving"),
        ("cant log in to the panel", "panel-login"),
        ("site down", "website-down"),
        ("ssl certifcate expird", "ssl-certificate"),
        ("mialbox ful", "mailbox-full"),
        ("pyament with creditcard", "invoices"),
        ("trasnfer my domian", "transfer-domain"),
        ("INVOICE???", "invoices"),
    ],
)
def test_what_clients_type(client: Client, question: str, slug: str) -> None:
    client.asks(question).finds(slug)


@pytest.mark.parametrize(
    "question",
    [
        "the thing with the blue box keeps jumping",
        "what is the weather in paris",
        "can you recommend a good pizza",
        "hello",
        "thanks a lot!",
        "how do i do that",
        "?!",
        "",
    ],
)
def test_what_no_article_answers(client: Client, question: str) -> None:
    client.asks(question).finds_nothing_fitting()


def test_every_letter_slip_is_forgiven(client: Client) -> None:
    for typed in (
        "certificte",
        "certifficate",
        "cretificate",
        "certifivate",
        "certificaet",
        "sertificate",
        "certifkte",
    ):
        client.asks(typed).finds("ssl-certificate")


def test_words_sound_alike(client: Client) -> None:
    client.asks("fone with codes lost").finds("panel-login")


def test_words_typed_apart_or_together(client: Client) -> None:
    client.asks("web mail").finds("webmail")
    client.asks("mail box full").finds("mailbox-full")
    client.asks("creditcard").finds("invoices")
    client.asks("controlpanel").finds("panel-login")


def test_a_known_word_is_never_repaired_away() -> None:
    search = ArticleSearch(
        library(article("pair", "A pair of nameservers", "x"), article("repair", "Repair a database", "x")), LANGUAGES
    )
    Client(search).asks("pair").finds("pair")
    assert [hit.slug for hit in search.find("pair", "en")] == ["pair"]


def test_codes_and_names_stay_as_typed(hosting: ArticleSearch) -> None:
    client = Client(hosting)
    client.asks("bounce 550").finds("mail-not-arriving")
    client.asks("what is SPF").finds("spam")
    client.asks("php.ini").finds("php-limits")
    assert not hosting.find("551", "en")
    assert not hosting.find("SPV", "en")
    assert not hosting.find("webmial.net", "en")


def test_a_domain_in_the_question_changes_nothing(hosting: ArticleSearch) -> None:
    bare = hosting.find("emails dont arrive", "en")[0]
    named = hosting.find("emails dont arrive at info@my-shop.example", "en")[0]
    assert (named.slug, named.confidence) == (bare.slug, bare.confidence)


def test_what_clients_call_things(client: Client) -> None:
    client.asks("homepage offline").finds("website-down")
    client.asks("where is my bill").finds("invoices")
    client.asks("not secure").finds("ssl-certificate")
    client.asks("inbox over quota").finds("mailbox-full")


def test_a_misspelt_word_is_less_sure_than_a_right_one(hosting: ArticleSearch) -> None:
    right = hosting.find("certificate expired", "en")[0]
    misspelt = hosting.find("certificte expired", "en")[0]
    assert right.confidence > misspelt.confidence > 0.35


def test_unknown_words_make_less_sure(hosting: ArticleSearch) -> None:
    plain = hosting.find("invoice", "en")[0]
    about_more = hosting.find("invoice for the helicopter in the garden", "en")[0]
    assert about_more.confidence < 0.6 * plain.confidence


def test_saying_no_tells_articles_apart() -> None:
    text = "The site loads its pages from the server."
    search = ArticleSearch(
        library(article("slow", "Loading speed", text), article("down", "Site not loading", text)), LANGUAGES
    )
    Client(search).asks("page is not loading").finds("down")


def test_neighbours_tell_articles_apart() -> None:
    one = article("mail", "Change the mail password", "The mail password. Not the one of the panel.")
    two = article("panel", "Change the panel password", "The panel password. Not the one of the mail.")
    search = ArticleSearch(library(one, two, *HOSTING), LANGUAGES)
    Client(search).asks("forgot my mail password").finds("mail")
    Client(search).asks("forgot my panel password").finds("panel")


def test_at_most_so_many_hits_best_first(hosting: ArticleSearch) -> None:
    hits = hosting.find("mail password domain error", "en", limit=2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score
    assert hits[0].confidence >= hits[1].confidence


def test_a_single_article_is_found_too() -> None:
    search = ArticleSearch(library(HOSTING[0]), LANGUAGES)
    Client(search).asks("emails dont arive").finds("mail-not-arriving")
    Client(search).asks("what is the weather in paris").finds_nothing_fitting()


def test_an_unknown_layer_names_those_there_are() -> None:
    with pytest.raises(LayerUnknown, match="no layer 'psychic': there is lexical"):
        ArticleSearch(library(HOSTING[0]), LANGUAGES, layer="psychic")


# ── Likeness ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("mails not coming in, info@ this time", "My emails dont arive since yestrday"),
        ("site down", "my website is offline"),
        ("cant log in to the panel", "control panel login doesnt work"),
        ("the blue box keeps jumping", "blue box jumps"),
    ],
)
def test_the_same_problem(hosting: ArticleSearch, one: str, two: str) -> None:
    assert hosting.alike(one, [two])[0] >= 0.45
    assert hosting.alike(two, [one])[0] >= 0.45


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("mails not coming in, info@ this time", "SSL certificate expired"),
        ("site down", "invoice is wrong"),
        ("the blue box keeps jumping", "where is my coffee"),
        ("please help, it is urgent", "please help me today"),
        ("", ""),
    ],
)
def test_another_problem(hosting: ArticleSearch, one: str, two: str) -> None:
    assert hosting.alike(one, [two])[0] <= 0.2


def test_likeness_answers_for_every_text(hosting: ArticleSearch) -> None:
    assert hosting.alike("site down", []) == ()
    assert len(hosting.alike("site down", ["website offline"] * 300)) == 300


# ── Languages ──────────────────────────────────────────────────────────────────────────


def spanish(slug: str, title: str, text: str) -> Article:
    return article(slug, title, text, lang="es")


@pytest.fixture(scope="module")
def many() -> ArticleSearch:
    """English articles, some of them also in Spanish or German."""
    return ArticleSearch(
        library(
            *HOSTING,
            spanish("mail-not-arriving", "No llegan los correos", "Mira el registro de entregas de tu correo."),
            spanish("invoices", "Facturación y facturas", "Encuentra cada factura en Cuenta → Facturación."),
            article("website-down", "Website nicht erreichbar", "Prüfe das Fehlerprotokoll.", lang="de"),
            article(
                "renew", "Domain verlängern", "Die Verlängerung steht unter Domains; Automatik gibt es auch.", lang="de"
            ),
        ),
        LANGUAGES,
    )


def test_a_question_in_the_readers_language(many: ArticleSearch) -> None:
    client = Client(many, "es")
    client.asks("no me llegan los coreos").finds("mail-not-arriving")
    assert client.hits[0].lang == "es"
    assert client.hits[0].title == "No llegan los correos"


def test_accents_may_be_left_out(many: ArticleSearch) -> None:
    Client(many, "es").asks("facturacion").finds("invoices")
    Client(many, "de").asks("domain verlangern").finds("renew")
    Client(many, "de").asks("domain verlaengern").finds("renew")


def test_german_compounds_are_taken_apart(many: ArticleSearch) -> None:
    Client(many, "de").asks("Verlängerung der Domain").finds("renew")
    Client(many, "de").asks("domainverlängerung").finds("renew")


def test_an_article_missing_in_a_language_is_found_in_the_default_one(many: ArticleSearch) -> None:
    client = Client(many, "es")
    client.asks("ssl certificate").finds("ssl-certificate")
    assert client.hits[0].lang == "en"


def test_a_question_in_the_default_language_shows_the_readers_article(many: ArticleSearch) -> None:
    client = Client(many, "es")
    client.asks("my emails dont arrive").finds("mail-not-arriving")
    assert client.hits[0].lang == "es"


def test_a_word_of_one_language_is_not_repaired_into_another(many: ArticleSearch) -> None:
    client = Client(many, "es").asks("factura")
    client.finds("invoices")
    assert [hit.slug for hit in client.hits] == ["invoices"]


def test_regional_and_unknown_languages(many: ArticleSearch) -> None:
    assert many.find("facturas", "es-MX")[0].lang == "es"
    assert many.find("facturas", "ES_mx")[0].lang == "es"
    assert many.find("invoices", "fr")[0].lang == "en"
    assert many.find("invoices", "")[0].lang == "en"


def test_reading_an_article(many: ArticleSearch) -> None:
    spanish, english = many.article("invoices", "es"), many.article("spam", "es")
    assert spanish is not None
    assert english is not None
    assert (spanish.lang, english.lang) == ("es", "en")
    assert many.article("no-such-article", "en") is None


def test_a_library_without_its_default_language() -> None:
    search = ArticleSearch(
        library(article("renew", "Renouveler un domaine", "Ouvrez la page Domaines.", lang="fr")), LANGUAGES
    )
    Client(search, "fr").asks("renouveller domaine").finds("renew")
    Client(search, "en").asks("domaine").finds_nothing_fitting()
    assert search.article("renew", "en") is None


def test_links_to_imported_articles_lead_to_where_those_came_from() -> None:
    came = "https://help.acme.example/articles/17"
    text = 'See [b](b.md#top "B"), [b](b.md), [c](c.md), [d](d.md) and [e](https://x.example/b.md).'
    found = ArticleSearch(
        library(
            Article("a", "de", "A", text),
            Article("b", "en", "B", "Words.", source=came),
            Article("b", "de", "B", "Worte.", source=f"{came}-de"),
            Article("c", "en", "C", "Words.", source="https://help.acme.example/c"),
            Article("d", "de", "D", "Worte."),
        ),
        LANGUAGES,
    )
    read = found.article("a", "de")
    assert read is not None
    assert read.markdown == (
        f'See [b]({came}-de#top "B"), [b]({came}-de), [c](https://help.acme.example/c), [d](d.md)'
        " and [e](https://x.example/b.md)."
    )
    assert [hit.source for hit in found.find("b words", "en", 1)] in ([came], [""], [])
