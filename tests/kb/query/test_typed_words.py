"""How a question is read: what is repaired, what stays, and what is taken apart."""

from dataclasses import replace

import pytest

from bot.core.model.knowledge import Article
from kb.query.slots import Query
from kb.search import ArticleSearch
from tests.bench.reading import right, rows
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, article, library


def read(search: ArticleSearch, text: str) -> Query:
    return search._reader("en").read(text)


def repaired(search: ArticleSearch, text: str) -> str:
    return read(search, text).repaired


def about(*articles: Article) -> ArticleSearch:
    return ArticleSearch(library(*articles, *HOSTING), LANGUAGES)


@pytest.mark.parametrize("kind", ["slip", "word", "parts", "together", "code"])
def test_labelled_words_are_read_right(shipped: ArticleSearch, kind: str) -> None:
    labelled = [row for row in rows("words.jsonl") if (row["kind"], row["half"]) == (kind, "tuning")]
    wrong = [row["typed"] for row in labelled if not right(shipped, row)]
    assert len(wrong) <= len(labelled) // 30, wrong


def test_repeats_and_order_stay_in_place(hosting: ArticleSearch) -> None:
    text = "The Mail to mail A, then mail B: my mialbox is ful?"
    assert repaired(hosting, text) == "The Mail to mail A, then mail B: my mailbox is full?"


def test_a_hundred_and_twenty_eight_words_are_read(hosting: ArticleSearch) -> None:
    assert len(repaired(hosting, "mail " * 200).split()) == 128
    assert repaired(hosting, "so " * 127 + "mialbox").endswith("mailbox")
    assert read(hosting, "so " * 130 + "mailbox").slots == ()


def test_a_word_of_the_language_is_not_repaired(hosting: ArticleSearch) -> None:
    for word in ("remaining", "twenty", "horse", "winter"):
        assert repaired(hosting, word) == word


def test_a_slip_of_one_letter_is_likelier_than_a_missing_space() -> None:
    search = about(article("seats", "Sites", "Sit on the des. All sites."))
    assert repaired(search, "sitdes") == "sites"
    assert repaired(search, "mailpassword") == "mail password"


def test_the_likelier_reading_weighs_more_and_all_of_them_less_than_the_word_itself() -> None:
    search = about(*(article(f"plan-{n}", "The plan", "Every plan.") for n in range(8)), article("plag", "A plag", "x"))
    slot = read(search, "plax").slots[0]
    index = search._reader("en").index
    weights = {index.stem_of[term]: weight for term, weight in slot.options}
    assert weights["plan"] > weights["plag"]
    assert sum(weights.values()) < 1
    certain = read(search, "plan").slots[0]
    assert certain.options[0][1] == 1
    assert slot.rarity == certain.rarity


def test_a_synonym_of_a_guess_counts_no_more_than_the_guess(hosting: ArticleSearch) -> None:
    slot = read(hosting, "emial").slots[0]
    assert max(weight for _term, weight in slot.options) < 1


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("php8.2", "php-limits"),
        ("php8", "php-limits"),
        ("php.ini", "php-limits"),
        ("error.log", "website-down"),
        ("error-503", "website-down"),
        ("http503", "website-down"),
        ("503er", "website-down"),
        ("550-5.7.1", "mail-not-arriving"),
        ("webmail.pdf", "webmail"),
        ("https://webmail", "webmail"),
    ],
)
def test_what_is_glued_finds_what_its_parts_find(hosting: ArticleSearch, typed: str, slug: str) -> None:
    found = hosting.find(typed, "en")
    assert found
    assert found[0].slug == slug


@pytest.mark.parametrize(
    "typed", ["551", "551-9.9.9", "551er", "webmail.net", "www.invoices.lan", "http://php.lan", "a@php.ini"]
)
def test_codes_and_addresses_are_not_taken_apart(hosting: ArticleSearch, typed: str) -> None:
    assert not hosting.find(typed, "en")


def test_what_is_glued_in_an_article_is_found_by_its_parts() -> None:
    search = about(article("http2", "Switch on HTTP2", "Set it in nginx.conf."))
    Client(search).asks("http").finds("http2")
    Client(search).asks("nginx").finds("http2")


# ── What little words are, and aren't ──────────────────────────────────────────────────


def german(*articles: Article) -> ArticleSearch:
    return ArticleSearch(replace(library(*articles), default_lang="de"), LANGUAGES)


GERMAN = (
    article("empfang", "Empfang", "Wenn Mails nicht ankommen.", lang="de"),
    article("anlegen", "Postfach anlegen", "Ein Postfach anlegen.", lang="de"),
    article("seite", "Die Webseite", "Eine Seite im Netz.", lang="de"),
)


def searched(search: ArticleSearch, text: str) -> set[str]:
    """The stems that would do for any of the question's words."""
    reader = search._reader("de")
    return {reader.index.stem_of[term] for slot in reader.read(text).slots for term, _ in slot.options}


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("meine mails kommen seit gestern nicht an", "ankomm"),
        ("kommen seit gestern keine mails an, was tun?", "ankomm"),
        ("kommen hier keine mails an seit gestern", "ankomm"),
        ("wie lege ich ein neues postfach an", "anleg"),
        ("lege das postfach bitte an", "anleg"),
    ],
)
def test_a_verb_is_put_together_with_its_particle_far_behind_it(text: str, stem: str) -> None:
    assert stem in searched(german(*GERMAN), text)


def test_a_particle_in_the_middle_of_a_clause_belongs_to_what_follows() -> None:
    assert "anleg" not in searched(german(*GERMAN), "lege eine mail an meine chefin")
    far = "lege eins zwei drei vier postfach seite webseite netz mails an"
    assert "anleg" not in searched(german(*GERMAN), far)


def test_a_small_word_is_no_synonym_of_a_word_with_its_stem() -> None:
    slots = german(*GERMAN)._reader("de").read("seit gestern keine mails").slots
    assert "seit" not in {slot.typed for slot in slots}


def test_a_vague_word_is_not_taken_for_another_with_its_stem() -> None:
    search = about(article("import", "Import mail", "Import your mail."))
    slot = next(slot for slot in read(search, "an important mail").slots if slot.typed == "important")
    assert slot.options == ()


def test_what_goes_by_two_names_is_as_frequent_as_both() -> None:
    common = (article(f"invoice-{number}", f"Invoice {number}", "An invoice.") for number in range(12))
    search = about(article("receipt", "A receipt", "A receipt."), *common)
    receipt, invoice = (read(search, word).slots[0] for word in ("receipt", "invoice"))
    assert receipt.rarity == receipt.mass == invoice.rarity
