"""A draft out of staff's answer: their sentences alone, and nothing that says whose problem it was."""

from dataclasses import replace
from datetime import UTC, date, datetime

import yaml

from kb.authoring.from_ticket import TITLE_CHARS_MAX, Answer, Draft, draft_of, would_have_found
from kb.authoring.gaps import Asked
from kb.search import ArticleSearch
from tests.builders import LANGUAGES

REPLY = """\
Hello Ana, your charity gets the discount once we have seen its papers. Thanks!

> can I have a discount as a charity

You asked: is there any discount for a small charity like ours. Here is how:

1. Send the certificate of your charity to billing@harbour.example, subject #1042.
2. Call us at +49 30 5550 1234 or look at https://www.harbour.example/discounts/2027.
3. Will you please tell Ana's bank that the password: hunter2moon is old?

Port 993 stays as it is.

Best regards,
Sam Will
"""
ANSWER = Answer(
    ticket=1042,
    lang="en",
    answered=date(2026, 11, 23),
    replies=(REPLY,),
    clients=("Discount", "Hi! Is there any discount for a small charity like ours? Ana"),
    names=("Ana Alba", "sam", "Will"),
)


def drafted(answer: Answer = ANSWER) -> Draft:
    made = draft_of(answer, LANGUAGES)
    assert made is not None
    return made


def test_only_what_staff_said_stands_in_it() -> None:
    text = drafted().article.markdown
    assert text.startswith("Your charity gets the discount once we have seen its papers.\n")
    assert "can I have a discount" not in text
    assert "1. Send the certificate of your charity to [address]" in text
    assert "Port 993 stays as it is." in text
    assert "Best regards" not in text


def test_a_sentence_of_the_clients_that_staff_repeated_goes() -> None:
    said = "Is there any discount for a small charity like ours? Yes, send us the papers. Thank you very much!"
    text = drafted(replace(ANSWER, replies=(said,), clients=(*ANSWER.clients, "Thank you very much"))).article.markdown
    assert text == "Yes, send us the papers."


def test_words_of_the_clients_that_staff_quote_in_a_sentence_go() -> None:
    theirs = (*ANSWER.clients, "We are a small charity, reg. 4711-0815-99, and our shop is down.")
    for said in (
        "You wrote: We are a small charity, reg. 4711-0815-99. Send us the papers.",
        "You say “our shop is down. And our shop is down” there. Send us the papers.",
        'As you said, "We are a small charity", so send us less. Send us the papers.',
        "Sie schreiben „and our shop is down“. Send us the papers.",
    ):
        text = drafted(replace(ANSWER, replies=(said,), clients=theirs)).article.markdown
        assert "small charity" not in text
        assert "and our shop" not in text.casefold()
        assert text.endswith("Send us the papers.")
    kept = "Note: our shop is open. Send us the papers."
    assert drafted(replace(ANSWER, replies=(kept,), clients=theirs)).article.markdown == kept


def test_a_farewell_behind_the_last_step_goes() -> None:
    said = "Hello Ana, open SSL and press Renew. With best wishes, Sam."
    assert drafted(replace(ANSWER, replies=(said,))).article.markdown == "Open SSL and press Renew."


def test_names_numbers_and_secrets_go() -> None:
    text = drafted().text
    for gone in ("Ana", "Sam", "harbour", "5550", "hunter2moon", "#1042", "billing@"):
        assert gone not in text, gone
    assert "Will you please tell" not in text
    kept = replace(ANSWER, replies=("It will reboot. Ask ana or Will about the router of SAM.",))
    assert drafted(kept).article.markdown == "It will reboot. Ask [name] or [name] about the router of [name]."


def test_it_is_an_article_that_can_be_read_and_says_what_it_is() -> None:
    text = drafted().text
    matter = yaml.safe_load(text.split("---")[1])
    assert matter["title"] == "Your charity gets the discount once we have seen its papers"
    assert "discount" in matter["keywords"]
    assert "<!-- What staff answered on ticket 1042 (2026-11-23)." in text
    long = drafted(replace(ANSWER, replies=("Restart the router " * 9,))).article.title
    assert len(long) <= TITLE_CHARS_MAX
    assert long.endswith(("router", "the", "Restart"))


def test_without_words_of_staff_there_is_none() -> None:
    assert draft_of(replace(ANSWER, replies=()), LANGUAGES) is None
    assert draft_of(replace(ANSWER, replies=("Hello Ana!\n\nThank you,\nSam",)), LANGUAGES) is None


def test_which_questions_would_have_found_it(hosting: ArticleSearch) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    asked = [
        Asked(at, text, "en", "nothing found")
        for text in ("discount for charities? anna@shop.example", "charity discount", "my parrot swallowed the router")
    ]
    drafts = [drafted(), drafted(replace(ANSWER, ticket=7, replies=("Feed the parrot, then reset the router.",)))]
    assert would_have_found(drafts, asked, hosting, LANGUAGES, 0.35) == {
        "ticket-1042": ["discount for charities? [address]", "charity discount"],
        "ticket-7": ["my parrot swallowed the router"],
    }
    assert would_have_found(drafts, asked, hosting, LANGUAGES, 1.01) == {"ticket-1042": [], "ticket-7": []}
    assert would_have_found([], asked, hosting, LANGUAGES, 0.35) == {}
    assert hosting.rank("charity discount", "en", 1)[:1] != (("ticket-1042", 1.0),)
