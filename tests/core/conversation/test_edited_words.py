"""Words that wait to become a ticket, changed by whoever wrote them: found by their event, never by what they say."""

from dataclasses import replace

import pytest

from bot.core.conversation.edited_words import reworded
from bot.core.conversation.state import (
    AssigningText,
    ClarifyingOwner,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Draft,
    Drafting,
    Idle,
    NoArticleFound,
    Reading,
    Stage,
    Talk,
)
from bot.core.model.people import Identity, Origin
from bot.core.model.record import Line
from tests.builders import LANGUAGES, WEDNESDAY, terms

ANA, BO = (Identity("slack", "T1", user) for user in ("U-ana", "U-bo"))
FIRST, SECOND = (Origin("slack", "T1", key, ANA) for key in ("m1", "m2"))


def line(text: str, *origins: Origin) -> Line:
    return Line(text, WEDNESDAY, origins)


TALK = Talk(question="no mail", lines=(line("no mail", FIRST), line("no mail", SECOND)), stage=NoArticleFound())


def test_one_message_changes_and_its_twin_stays() -> None:
    after = reworded(TALK, FIRST, "no mail", "late mail", LANGUAGES)
    assert [each.text for each in after.lines] == ["late mail", "no mail"]
    assert after.question == "late mail"
    assert reworded(TALK, replace(FIRST, sender=BO), "no mail", "late mail", LANGUAGES) == TALK
    for old in (False, True):
        assert reworded(TALK, replace(FIRST, key="m3"), "no mail", "late mail", LANGUAGES, old=old) == TALK


def test_one_that_is_taken_back_leaves_the_others_as_the_question() -> None:
    after = reworded(TALK, SECOND, "no mail", "", LANGUAGES)
    assert (after.lines, after.question) == ((TALK.lines[0],), "no mail")
    assert reworded(after, FIRST, "no mail", "", LANGUAGES).question == ""


def test_a_command_is_kept_as_the_words_in_it() -> None:
    talk = Talk(lines=(line("my mail is gone", FIRST),))
    after = reworded(talk, FIRST, "add: my mail is gone", "add: my mail is late", LANGUAGES)
    assert after.lines[0].text == "my mail is late"
    assert reworded(talk, FIRST, "add: my mail is gone", "status", LANGUAGES).lines[0].text == "status"


def test_a_message_among_others_in_a_line_changes_alone() -> None:
    both = Talk(lines=(line("one\ntwo", FIRST, SECOND),))
    assert reworded(both, SECOND, "two", "three", LANGUAGES).lines[0].text == "one\nthree"
    assert reworded(both, FIRST, "one", "", LANGUAGES).lines[0].text == "two"


def test_words_from_before_events_were_kept_change_where_they_are_the_senders_alone() -> None:
    old = Talk(lines=(line("no mail"),), stage=AssigningText("no mail", (1001,)))
    assert reworded(old, FIRST, "no mail", "late mail", LANGUAGES) == old
    after = reworded(old, FIRST, "no mail", "late mail", LANGUAGES, old=True)
    assert (after.lines[0].text, after.stage) == ("late mail", AssigningText("late mail", (1001,)))
    assert reworded(old, FIRST, "no mail", "", LANGUAGES, old=True).stage == Idle()
    assert reworded(old, FIRST, "mail", "late mail", LANGUAGES, old=True) == old


def test_what_waits_to_be_placed_reads_as_it_does_now() -> None:
    stage = AssigningText("one\ntwo", (1001,), lines=(line("one", FIRST), line("two", SECOND)))
    after = reworded(Talk(stage=stage), SECOND, "two", "three", LANGUAGES).stage
    assert after == AssigningText("one\nthree", (1001,), lines=(line("one", FIRST), line("three", SECOND)))
    alone = AssigningText("one", (1001,), lines=(line("one", FIRST),))
    assert reworded(Talk(stage=alone), FIRST, "one", "", LANGUAGES).stage == Idle()


DRAFT = Draft(subject="no mail", symptoms="no mail\nnone at all", origins=(SECOND,))


@pytest.mark.parametrize(
    "stage",
    [
        Drafting(DRAFT),
        ConfirmingDuplicate(DRAFT, (1001,)),
        ClarifyingOwner("Outlook", draft=DRAFT),
        ConfirmingTerms("Outlook", terms(), draft=DRAFT),
    ],
)
def test_a_draft_reads_as_its_messages_do_now(stage: Stage) -> None:
    talk = replace(TALK, stage=stage)
    changed = reworded(talk, FIRST, "no mail", "late mail", LANGUAGES).stage
    assert changed.draft == replace(DRAFT, subject="late mail")  # type: ignore[union-attr]
    typed = reworded(talk, SECOND, "none at all", "", LANGUAGES).stage
    assert typed.draft == replace(DRAFT, symptoms="no mail")  # type: ignore[union-attr]
    settled = replace(DRAFT, done=("subject",), origins=())
    kept = reworded(replace(talk, stage=Drafting(settled)), FIRST, "no mail", "late mail", LANGUAGES).stage
    assert kept == Drafting(settled)


ANSWERED = Draft(
    "slow", "example.com", "it hums", "normal", "Ana", ("subject", "service", "symptoms", "urgency", "name")
)


def test_an_answer_in_the_form_reads_as_its_message_does_now() -> None:
    draft = replace(ANSWERED, origins=(FIRST,))

    def then(before: str, after: str) -> Stage:
        return reworded(replace(TALK, stage=Drafting(draft)), FIRST, before, after, LANGUAGES).stage

    assert then("slow", "very \n slow") == Drafting(replace(draft, subject="very slow"))
    assert then("example.com", "") == Drafting(replace(draft, service=""))
    assert then("Ana", "Anna") == Drafting(replace(draft, name="Anna"))
    for other in ("nothing of it", "x" * 500):
        assert then(other, "slower") == Drafting(draft)
    assert reworded(Talk(stage=Drafting(ANSWERED)), FIRST, "slow", "fast", LANGUAGES).stage == Drafting(ANSWERED)


@pytest.mark.parametrize("stage", [Drafting(ANSWERED), ConfirmingDuplicate(ANSWERED, (1001,))])
def test_an_answer_that_is_needed_and_gone_is_asked_for_again(stage: Drafting | ConfirmingDuplicate) -> None:
    stage = replace(stage, draft=replace(ANSWERED, origins=(FIRST,)))
    after = reworded(replace(TALK, stage=stage), FIRST, "slow", "", LANGUAGES).stage
    assert after == Drafting(replace(stage.draft, subject="", done=("service", "symptoms", "urgency", "name")))


def test_other_stages_hold_no_words() -> None:
    for stage in (Reading("spf", ()), ClarifyingOwner("Outlook"), Idle()):
        assert reworded(replace(TALK, stage=stage), FIRST, "no mail", "late mail", LANGUAGES).stage == stage
