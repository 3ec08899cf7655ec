"""Tickets that staff answered alike are one group; what only looks so isn't."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kb.authoring.answered_alike import Answered, Group, answered_alike
from kb.search import ArticleSearch
from tests.builders import LANGUAGES

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def ticket(number: int, own: str, answer: str, *, solved: bool = True, lang: str = "en") -> Answered:
    """One that was answered so many hours after the first day began."""
    return Answered(number, AT + timedelta(hours=number), solved, lang, own, answer)


CHARITIES = (
    ticket(1, "do you have a charity discount", "Hello Ana,\n\ncharities get half off: send us the papers of your"
           " charity, and we lower the price with the next invoice.\n\nRegards\nKim"),
    ticket(2, "discount for charities?", "Charities get a discount of a half. Please send us your charity's papers; the"
           " next invoice has the lower price."),
    ticket(3, "we're a charity, is it cheaper for us?", "Yes! Send the charity's papers, then the price on the next"
           " invoice is a half. Best wishes, Sam"),
)  # fmt: skip
PARROT = ticket(4, "my parrot swallowed the router", "Take the parrot to a vet, then order another router in the shop.")


def groups(hosting: ArticleSearch, *tickets: Answered) -> tuple[Group, ...]:
    return answered_alike(tickets, hosting, LANGUAGES)


def test_alike_in_question_and_answer_is_one_group(hosting: ArticleSearch) -> None:
    (group,) = groups(hosting, *CHARITIES, PARROT)
    assert (group.tickets, group.lang, group.last) == ((3, 2, 1), "en", CHARITIES[2].at)
    assert sorted(group.typical) == [1, 2, 3]
    assert groups(hosting, PARROT, *reversed(CHARITIES)) == (group,), "in whichever order they come"
    assert groups(hosting) == ()


def test_the_same_words_to_other_questions_are_no_group(hosting: ArticleSearch) -> None:
    said = "We restarted the server a minute ago. Please look again, and tell us should anything still be broken."
    owns = ("mail is not arriving", "the certificate expired", "where is my invoice")
    assert groups(hosting, *(ticket(n, own, said) for n, own in enumerate(owns, start=1))) == ()


def test_the_same_question_answered_otherwise_is_no_group(hosting: ArticleSearch) -> None:
    other = replace(CHARITIES[1], answer="Look at the voucher under Account, Billing, and type its code at checkout.")
    assert groups(hosting, CHARITIES[0], other) == ()


def test_an_answer_that_explains_nothing_is_in_no_group(hosting: ArticleSearch) -> None:
    assert groups(hosting, *(replace(each, answer="It's fixed now, thanks!") for each in CHARITIES)) == ()


def test_each_language_is_a_group_of_its_own(hosting: ArticleSearch) -> None:
    said = "Router, Modem, Switch, Firewall, Server, Hardware: Reset."
    owns = [ticket(n, "router reset", said, lang="en" if n < 3 else "de") for n in (1, 2, 3, 4)]
    assert [(group.lang, group.tickets) for group in groups(hosting, *owns)] == [("de", (4, 3)), ("en", (2, 1))]


def test_a_solved_ticket_is_begun_with(hosting: ArticleSearch) -> None:
    for solved in (1, 2, 3):
        given = [replace(each, solved=each.ticket == solved) for each in CHARITIES]
        (group,) = groups(hosting, *given)
        assert group.typical[0] == solved


def test_the_larger_group_comes_first_of_equals_the_latest(hosting: ArticleSearch) -> None:
    parrots = [replace(PARROT, ticket=n, at=AT + timedelta(days=n)) for n in (4, 5)]
    assert [len(group.tickets) for group in groups(hosting, *parrots, *CHARITIES)] == [3, 2]
    assert [group.tickets for group in groups(hosting, *parrots, *CHARITIES[:2])] == [(5, 4), (2, 1)]


def test_a_word_in_very_many_groups_leads_to_none(hosting: ArticleSearch, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("kb.authoring.answered_alike.GROUPS_MAX", 0)
    assert groups(hosting, *CHARITIES) == ()
    monkeypatch.setattr("kb.authoring.answered_alike.GROUPS_MAX", 1)
    monkeypatch.setattr("kb.authoring.answered_alike.TICKETS_MAX", 2)
    (group,) = groups(hosting, *CHARITIES)
    assert group.tickets == (3, 2), "the latest ones"
