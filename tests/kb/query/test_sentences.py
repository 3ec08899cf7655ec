"""A message as sentences: none too short, none without end, and not too many."""

from kb.query.sentences import SENTENCES_MAX, WORDS_MAX, sentences, words_in
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, library

STORY = (
    "Hello! I hope that you had a wonderful weekend with your families. We have been with you for five years and tell"
    " all friends. {}. My nephew looked at it, too, and could make nothing of it. Thank you and greetings from the"
    " rainy north of the country."
)


def test_short_ones_go_with_the_next() -> None:
    assert sentences("Hello! My mail is gone. Why?") == ("Hello! My mail is gone. Why?",)
    assert sentences("My mail is gone. The shop is down, too.") == ("My mail is gone.", "The shop is down, too.")
    assert sentences("Hm.") == ("Hm.",)
    assert sentences("") == ()


def test_what_has_no_full_stops_is_cut() -> None:
    found = sentences("mail " * 100)
    assert [words_in(each) for each in found] == [WORDS_MAX, WORDS_MAX, 100 - 2 * WORDS_MAX]


def test_there_are_never_too_many() -> None:
    assert len(sentences("My mail is gone. " * 100)) == SENTENCES_MAX
    assert len(sentences("mail " * 4_000)) == SENTENCES_MAX


def test_the_question_of_a_long_message_is_found(hosting: ArticleSearch) -> None:
    short = hosting.find("the certificate has expired", "en")[0]
    found = hosting.find(STORY.format("Now the certificate has expired"), "en")[0]
    assert found.slug == "ssl-certificate"
    assert short.confidence > found.confidence > 0.5 * short.confidence
    assert not found.about


def test_several_questions_are_answered_each(hosting: ArticleSearch) -> None:
    found = hosting.find("The SSL certificate has expired. And where do I find my invoice?", "en")
    assert [(hit.slug, hit.about) for hit in found[:2]] in (
        [("ssl-certificate", "The SSL certificate has expired."), ("invoices", "And where do I find my invoice?")],
        [("invoices", "And where do I find my invoice?"), ("ssl-certificate", "The SSL certificate has expired.")],
    )
    assert found[0].confidence >= found[1].confidence


def test_one_question_in_two_sentences_is_one(hosting: ArticleSearch) -> None:
    found = hosting.find("The SSL certificate has expired. Browsers say the certificate isn't trusted.", "en")
    assert found[0].slug == "ssl-certificate"
    assert not any(hit.about for hit in found)


def test_a_story_without_a_question_finds_nothing_sure() -> None:
    found = ArticleSearch(library(*HOSTING), LANGUAGES).find(STORY.format("Such is life"), "en")
    assert not found or found[0].confidence < 0.35
