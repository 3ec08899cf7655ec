"""A pasted mail is read by what its sender wrote: no quoted mail, no signature, in three languages."""

import json
from pathlib import Path

import pytest

from bot.core.text.mail import named_in, own_words
from bot.core.text.words import COMPARED_CHARS_MAX
from tests.builders import LANGUAGES

MAILS = Path(__file__).parents[2] / "kb" / "mails.jsonl"


def mails(half: str) -> list[dict[str, str]]:
    return [row for line in MAILS.read_text(encoding="utf-8").splitlines() if (row := json.loads(line))["half"] == half]


@pytest.mark.parametrize("mail", mails("tuning"), ids=lambda mail: mail["own"][:30])
def test_what_is_its_senders(mail: dict[str, str]) -> None:
    assert own_words(mail["text"], LANGUAGES).split() == mail["own"].split()


@pytest.mark.parametrize(
    "text",
    [
        "one line, as most are\n",
        "> all of it is quoted\n> so it is read",
        "Thanks,\nTom",
        "The disk is\n> 95 % full",
        "Sent from my shop every mail bounces with error 550 since the weekend, what is wrong\nwith it?",
        "The bounce says\nFrom: mailer-daemon\nTo: me\nand nothing else",
        "Is it gone?\n----\nyes it is",
        "On Monday\nat noon\nit broke",
        "On 3 May 2026 the shop broke and nobody knows why, said my colleague who wrote the plugin for us in 2019:",
        "____________\nNo head of a mail follows",
        "On 3 May 2026\nnothing more",
        "Hello\nOn 3",
    ],
)
def test_what_only_looks_like_a_mail_stays_whole(text: str) -> None:
    assert own_words(text, LANGUAGES) == text


def test_a_sentence_below_the_greeting_is_still_the_senders() -> None:
    text = "The shop is down.\n\nThanks,\nTom\n\nP.S. and please also look at the old certificate\nIt expired."
    assert own_words(text, LANGUAGES).split("\n")[-2].startswith("P.S.")
    assert "Tom" not in own_words(text, LANGUAGES)


def test_an_answer_stands_above_between_and_below_what_it_quotes() -> None:
    head = "On 23 Nov 2026 at 09:14 Desk <desk@host.example> wrote:"
    assert own_words(f"above\n{head}\n\n> since when?\nbetween\n> which error?\nbelow", LANGUAGES).split() == [
        "above",
        "between",
        "below",
    ]


def test_below_an_underlined_head_and_a_forwarded_one_all_is_another_mail() -> None:
    head = "From: a@b.example\nSent: today\nTo: c@d.example\nhello"
    for line in ("____________", "---- Forwarded message ----", "Begin forwarded message:"):
        assert own_words(f"mine\n{line}\n\n{head}", LANGUAGES) == "mine"


def test_what_lawyers_want_below_a_mail_is_nobodys() -> None:
    assert own_words("mine\nThis email is confidential and for its addressee alone.\nDelete it.", LANGUAGES) == "mine"


def test_an_empty_quotation_ends_the_mail() -> None:
    assert own_words("mine\nOn 23 Nov 2026 Desk <desk@host.example> wrote:\n\n", LANGUAGES) == "mine"


def test_what_stands_very_far_down_is_left_out_with_the_rest() -> None:
    assert len(own_words("mine\n--\nTom\n" + "log " * 5_000, LANGUAGES)) < COMPARED_CHARS_MAX


def test_software_counts_where_the_client_names_it() -> None:
    names = ("Outlook", "WordPress")
    assert named_in(("My mail is gone.\n\nGet Outlook for iOS",), names, LANGUAGES) == ""
    assert named_in(("My mail is gone.", "WordPress, too"), names, LANGUAGES) == "WordPress"
    assert named_in(("Outlook says 535\n\nKind regards\nAna",), names, LANGUAGES) == "Outlook"
