"""Tags: what can be one, who sets which, and what rules set by themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.people import Identity
from bot.core.model.tickets import State
from bot.core.policy import TagRule, Tags
from bot.core.policy_review.check_tags import check_tags
from bot.core.rules.change import Change, Refused
from bot.core.rules.staff import tags
from bot.core.rules.staff.tags import TAG_CHARS_MAX, TAGS_MAX, by_rule, tag_of, tagged
from tests.builders import KIM, LANGUAGES, WEDNESDAY, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
ANA = Identity("slack", "T024BE7LD", "U1")
RULES = Tags(
    ("dns",),
    rules=(
        TagRule("Mail", ("mailbox", "IMAP")),
        TagRule("transfer", articles=("domain-transfer",)),
        TagRule("acme", tenants=("slack:T024BE7LD",)),
    ),
)


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("dns", "dns"),
        ("#DNS", "dns"),
        ("e-mail", "e-mail"),
        ("Größe_2", "größe_2"),
        ("a" * TAG_CHARS_MAX, "a" * TAG_CHARS_MAX),
        ("a" * (TAG_CHARS_MAX + 1), ""),
        ("", ""),
        ("-dns", ""),
        ("two words", ""),
        ("<@U1>", ""),
        ("50%", ""),
    ],
)
def test_what_can_be_a_tag(word: str, tag: str) -> None:
    assert tag_of(word) == tag


def test_tags_come_and_go_in_the_order_of_their_letters() -> None:
    change = tags.change(ticket(tags=("mail", "spam")), ("dns",), ("mail",), KIM, Tags(), NOW)
    assert isinstance(change, Change)
    assert change.after.tags == ("dns", "spam")
    assert [entry.text for entry in change.entries] == ["tags +dns -mail"]
    assert change.to_client is None


@pytest.mark.parametrize(
    ("add", "remove", "policy", "why"),
    [
        (("mail",), (), Tags(), "tagged so already"),
        ((), ("dns",), Tags(), "isn't tagged dns"),
        (tuple(f"t{n}" for n in range(TAGS_MAX)), (), Tags(), "8 tags at most"),
        (("dsn",), (), Tags(("dns", "Mail"), grow=False), "There is no tag dsn. The policy has dns, mail."),
        (("dsn",), (), Tags(grow=False), "The policy has none."),
    ],
)
def test_what_cant_be_says_why(add: tuple[str, ...], remove: tuple[str, ...], policy: Tags, why: str) -> None:
    refused = tags.change(ticket(tags=("mail",)), add, remove, KIM, policy, NOW)
    assert isinstance(refused, Refused)
    assert why in words(refused.why)


def test_what_a_rule_sets_is_known_too() -> None:
    policy = replace(RULES, grow=False)
    assert tags.known(policy) == ("dns", "mail", "transfer", "acme")
    assert isinstance(tags.change(ticket(), ("mail", "dns"), (), KIM, policy, NOW), Change)


@pytest.mark.parametrize(
    ("text", "articles", "client", "found"),
    [
        ("my mailbx is full", (), Identity("terminal", "", "ana"), ("mail",)),
        ("my website", ("domain-transfer", "mx"), Identity("terminal", "", "ana"), ("transfer",)),
        ("my website", (), ANA, ("acme",)),
        ("imap", ("domain-transfer",), ANA, ("mail", "transfer", "acme")),
        ("my website", ("mx",), replace(ANA, tenant="T9"), ()),
        ("all is slow\n> my mailbox", (), Identity("terminal", "", "ana"), ()),
    ],
)
def test_rules_tag_by_words_articles_and_tenant(
    text: str, articles: tuple[str, ...], client: Identity, found: tuple[str, ...]
) -> None:
    assert by_rule(RULES, (text,), articles, client, LANGUAGES) == found


def test_rules_add_as_many_as_there_is_room_for() -> None:
    full = ticket(tags=tuple(f"t{n}" for n in range(TAGS_MAX - 1)))
    assert tagged(full, ("a", "b")).tags == tuple(sorted((*full.tags, "a")))
    assert tagged(ticket(tags=("a",)), ("a",)) == ticket(tags=("a",))
    assert [entry.text for entry in tags.noted(ticket(), ticket(tags=("a", "b")), NOW)] == ["tags +a +b"]
    assert tags.noted(ticket(), ticket(), NOW) == ()


def test_only_articles_that_a_rule_names_are_remembered() -> None:
    assert tags.articles_asked_for(RULES) == {"domain-transfer"}
    assert tags.articles_asked_for(Tags()) == frozenset()


@pytest.mark.parametrize(
    ("policy", "where", "reason"),
    [
        (Tags(("two words",)), "tags.known.1", "can be no tag"),
        (Tags(("#dns",)), "tags.known.1", "can be no tag"),
        (Tags(("dns", "DNS")), "tags.known.2", "is listed before"),
        (Tags(grow=False), "tags.grow", "there can be none"),
        (Tags(rules=(TagRule("", ("a",)),)), "tags.rules.1.tag", "can be no tag"),
        (Tags(rules=(TagRule("mail"),)), "tags.rules.1", "never applies"),
        (Tags(rules=(TagRule("mail", ("imap", " ")),)), "tags.rules.1.words.2", "is empty"),
        (Tags(rules=(TagRule("mail", tenants=("T024BE7LD",)),)), "tags.rules.1.tenants.1", "is no tenant"),
    ],
)
def test_what_is_wrong_with_a_policys_tags(policy: Tags, where: str, reason: str) -> None:
    (problem,) = check_tags(policy)
    assert problem.where == where
    assert reason in problem.reason


def test_tags_that_can_be() -> None:
    assert list(check_tags(RULES)) == []
    assert list(check_tags(Tags())) == []
    assert str(RULES.rules[0]) == "Mail by words mailbox, IMAP"


def test_tickets_of_a_client_who_left_are_marked_until_they_are_heard() -> None:
    change = tags.left(ticket(tags=("dns",)), WEDNESDAY)
    assert change is not None
    assert change.after.tags == ("dns", "left")
    assert [entry.text for entry in change.entries] == ["tags +left"]
    assert tags.left(change.after, WEDNESDAY) is None
    assert tags.left(ticket(state=State.SOLVED), WEDNESDAY) is None
    back = tags.heard(change.after)
    assert back.tags == ("dns",)
    assert [entry.text for entry in tags.noted(change.after, back, WEDNESDAY)] == ["tags -left"]
    assert tags.heard(back) is back
