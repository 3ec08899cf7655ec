"""The passage that answers: short, whole sentences, plain text, matching words marked."""

from collections.abc import Sequence

from kb.ranking.extract import EXTRACT_CHARS_MAX, extract, plain
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import Client, article, library

LONG = "\n\n".join(
    f"Paragraph {number} is about nothing in particular, and says so at some length." for number in range(40)
)


def asking(text: str, question: str, title: str = "Notes") -> Client:
    return Client(ArticleSearch(library(article("one", title, text)), LANGUAGES)).asks(question)


def test_the_passage_that_matches(client: Client) -> None:
    client.asks("error 550 delivery log")
    assert client.reads() == "Open Email → Delivery log. A line with 550 means that the address doesn't exist."
    assert client.sees_marked() == ["Delivery", "log", "550"]


def test_repaired_words_synonyms_and_other_forms_are_marked(client: Client) -> None:
    client.asks("certifcates expird")
    assert {"certificate", "expired"} <= set(client.sees_marked())


def test_found_deep_in_a_long_article() -> None:
    client = asking(f"{LONG}\n\nThe **zeppelin** flies at noon. Bring a hat.\n\n{LONG}", "zeppelin")
    assert "The zeppelin flies at noon. Bring a hat." in client.reads()
    assert client.sees_marked() == ["zeppelin"]
    assert len(client.reads()) <= EXTRACT_CHARS_MAX


def test_the_words_under_a_matching_heading() -> None:
    client = asking(f"{LONG}\n\n## Zeppelin rides\n\nBuy a ticket at the gate.\n\n## Other\n\n{LONG}", "zeppelin")
    assert client.reads() == "Buy a ticket at the gate."


def test_a_long_sentence_is_cut_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(80))
    client = asking(f"{words} zeppelin {words}.", "zeppelin")
    text = client.reads()
    assert len(text) <= EXTRACT_CHARS_MAX
    assert text.startswith("…")
    assert text.endswith("…")
    assert client.sees_marked() == ["zeppelin"]
    assert set(text.strip("…").split()) <= {*words.split(), "zeppelin"}


def test_one_endless_word_is_cut_too() -> None:
    assert len(asking("zeppelin" + "x" * 1000, "notes").reads()) <= EXTRACT_CHARS_MAX


def test_a_step_is_read_from_its_beginning() -> None:
    filler = " ".join(["Nothing about it is said here."] * 8)
    text = f"1. {filler}\n2. Open the hangar. The zeppelin waits. It flies at noon.\n3. {filler}"
    assert asking(text, "zeppelin").reads().startswith("Open the hangar. The zeppelin waits.")


def test_unless_that_loses_the_answer() -> None:
    long = " ".join(["Nothing about it is said here."] * 12)
    assert asking(f"1. {long} The zeppelin waits.", "zeppelin").reads().endswith("The zeppelin waits.")


def test_the_beginning_when_only_the_title_matches() -> None:
    client = asking("First things first. Then the rest.", "zeppelin", title="Zeppelin")
    assert client.reads() == "First things first. Then the rest."
    assert client.sees_marked() == []


def test_markup_is_taken_off_and_code_kept() -> None:
    client = asking("# Head\n\n- Set `memory_limit` to **256M** in [php.ini](php.md)\n- Save\n", "memory limit")
    assert client.reads() == "Set memory_limit to 256M in php.ini · Save"


def test_inside_a_code_block() -> None:
    text = f"Before:\n\n```\nfirst line\nzeppelin *on*\n```\n\nAfter **that**.\n\n{LONG}"
    assert "zeppelin *on*" in asking(text, "zeppelin").reads()
    assert "**" not in asking(text, "zeppelin").reads()


def test_letters_that_change_their_length() -> None:
    client = asking("İstanbul İİİ zeppelin GRÖSSE Straße", "zeppelin")
    assert client.sees_marked() == ["zeppelin"]


def test_german_sharp_s() -> None:
    search = ArticleSearch(library(article("one", "Größe", "Die Größe der Datei.", lang="de")), LANGUAGES)
    client = Client(search, "de").asks("groesse")
    assert client.sees_marked() == ["Größe"]


def test_pieces_join_to_the_text(client: Client) -> None:
    client.asks("mailbox quota")
    assert plain(client.hits[0].extract) == "".join(piece.text for piece in client.hits[0].extract)
    assert all(piece.text for piece in client.hits[0].extract)


STEPS = (
    "Mail can go missing in several ways.\n\n## Look for it\n\n1. Open the log.\n"
    "2. Choose the day. Go on with part 3.\n3. Read the status.\n4. `552 Mailbox full`: make room.\n"
    "5. Call the sender.\n\n## Closing\n\nBye."
)


def test_a_later_step_is_read_under_its_heading() -> None:
    assert asking(STEPS, "552 mailbox full", "Mail").reads() == "Look for it: 552 Mailbox full: make room."


def test_one_word_of_many_is_no_answer() -> None:
    question = "call me please, the zeppelin of my grandmother vanished above Lisbon"
    assert asking(STEPS, question, "Zeppelin").reads() == "Mail can go missing in several ways."


def test_what_points_to_another_place_ends_it() -> None:
    assert asking(STEPS, "how to look for it in the log", "Mail").reads() == "Open the log. Choose the day."


def test_a_section_that_most_articles_have_alike_answers_nothing() -> None:
    closing = "\n\n## Still stuck?\n\nPut into the ticket: the zeppelin and its hangar."
    articles = [article(f"a{number}", f"Notes {number}", f"Lead {number}.{closing}") for number in range(6)]
    client = Client(ArticleSearch(library(*articles), LANGUAGES)).asks("zeppelin hangar")
    assert client.reads().startswith("Lead ")


def test_meaning_may_speak_against_a_passage() -> None:
    one = article("one", "Mail", STEPS)
    reader = ArticleSearch(library(one), LANGUAGES)._reader("en")
    query = reader.read("552 mailbox full")

    def far(_question: str, passages: Sequence[str]) -> list[float]:
        return [0.5, *(0.1 for _ in passages[1:])]

    assert plain(extract(one, reader.index, query, far)) == "Mail can go missing in several ways."
