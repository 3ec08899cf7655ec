"""What staff read of replies that are held, shown first, taken back or corrected; and of saved ones."""

from datetime import timedelta

from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.saved_replies import SavedReply
from bot.core.staff_view import replies
from bot.core.staff_view.cards import SAVED, asking
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Choices, Msg, Text, desk_
from tests.builders import WEDNESDAY, ticket
from tests.reading import actions, screen, words

SOON = WEDNESDAY + timedelta(seconds=9.2)
TRY = SavedReply("try-again", "en", "Please try once more", "Hello {client}")


def reply(kind: ReplyKind = ReplyKind.REPLY, **due: object) -> HeldReply:
    return HeldReply(1001, "sam", kind, WEDNESDAY, due.get("due_at"), 0, "Try it now")  # type: ignore[arg-type]


def entry(kind: EntryKind, by: str = "sam", text: str | None = "words") -> StoredEntry:
    return StoredEntry(1001, 7, kind, Author.STAFF, by, text, WEDNESDAY)


def test_a_held_reply_says_how_long() -> None:
    assert "goes out in 10 s." in screen(replies.held(ticket(), reply(due_at=SOON), WEDNESDAY))
    assert "goes out in 0 s." in screen(replies.held(ticket(), reply(), WEDNESDAY))
    assert "“Try it now”" in words(replies.waits(reply(due_at=SOON)))
    assert "sam wrote" in words(replies.waits(reply()))


def test_undo_comes_first_among_what_can_be_done() -> None:
    plain = replies.with_undo(Text((desk_("Done."),)), 1001)
    assert actions(plain) == ("undo 1001",)
    assert actions(replies.with_undo(plain, 1002)) == ("undo 1002", "undo 1001")
    form = asking(Usage("reply", "<number> <text>", desk_("answer"), asks=True), 1001)
    assert replies.with_undo(form, 1001) is form


def test_what_is_undone_is_given_back() -> None:
    assert "Try it now" in screen(replies.undone(reply()))
    assert "Nothing was sent" in screen(replies.dropped(reply()))
    assert actions(replies.still_waits(reply())) == ("undo 1001",)
    assert "no reply of yours" in screen(replies.nothing_to_undo(None, None))
    assert actions(replies.nothing_to_undo(ticket(), entry(EntryKind.REPLY))) == ("delete 1001 entry 7",)


def test_a_correction_says_which_entry() -> None:
    assert "Entry 7 of #1001 reads otherwise" in screen(replies.corrected(ticket(), entry(EntryKind.REPLY), gone=False))
    assert "may have read it" in screen(replies.corrected(ticket(), entry(EntryKind.REPLY), gone=True))


def test_a_preview_can_be_sent_or_not() -> None:
    shown = replies.preview(reply(ReplyKind.RESOLVE), (desk_("Mind this."),))
    assert actions(shown) == ("send 1001", "undo 1001")
    assert screen(shown).startswith("Mind this.\nThis goes to the client of #1001, which is resolved then:")
    news = (entry(EntryKind.WORDS, "", None), entry(EntryKind.REPLY, "kim"))
    shown = replies.changed_since(reply(), news)
    for line in ("Nothing was sent", "Client, ", "“—”", "kim, ", "Try it now"):
        assert line in screen(shown)


def test_saved_replies_by_name() -> None:
    assert "~try-again | Please try once more" in screen(replies.saved_list((TRY,)))
    assert "There are no saved replies" in screen(replies.saved_list(()))
    assert actions(replies.unknown(ticket(), "tri", ("try-again",))) == ("reply 1001 ~try-again",)
    assert actions(replies.unknown(ticket(), "tri", ())) == ("replies",)


def test_what_its_writer_should_know_of_a_saved_reply() -> None:
    def told(*args: object) -> list[str]:
        return [words(each) for each in replies.remarks(TRY, *args) if isinstance(each, Msg)]  # type: ignore[arg-type]

    assert told("en", "English", (), ()) == []
    other, missing, past = told("es", "Spanish", ("client",), ("estimate",))
    assert "no ~try-again in Spanish" in other
    assert missing.endswith("client.")
    assert past.endswith("estimate.")


def test_a_form_for_words_offers_saved_replies_where_they_fit() -> None:
    usage = Usage("reply", "<number> <text>", desk_("answer"), asks=True, saved=True)
    text, saved = asking(usage, 1001, (TRY,)).fields
    assert (text.required, saved.name, saved.required) == (False, SAVED, False)
    assert [value for value, _label in saved.options] == ["~try-again"]
    assert [field.required for field in asking(usage, 1001).fields] == [True]
    note = Usage("note", "<number> <text>", desk_("note"), asks=True)
    assert len(asking(note, 1001, (TRY,)).fields) == 1
    assert isinstance(replies.held(ticket(), reply(), WEDNESDAY), Choices | Text)
