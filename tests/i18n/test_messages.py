"""Localizing: what people wrote is never markup, and times, money and counts read as the language writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text.surface import (
    Card,
    Choice,
    Choices,
    Doc,
    Field,
    Form,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedField,
    LocalizedForm,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    Moment,
    Money,
    Msg,
    Ordinal,
    Para,
    Piece,
    Quantity,
    Quote,
    Run,
    Table,
    Text,
    desk_,
    n_,
)
from bot.i18n import Reader, localize, plain, runs, zone_name
from tests.builders import WEDNESDAY

READER = Reader("en", "Europe/Berlin", WEDNESDAY)


def reads(msg: Msg, lang: str = "en", zone: str = "Europe/Berlin") -> str:
    return plain(msg, Reader(lang, zone, WEDNESDAY)).replace("\u00a0", " ")


def arg(value: object, lang: str = "en", zone: str = "Europe/Berlin") -> str:
    """One argument alone, as it reads."""
    return reads(Msg("{it}", (("it", value),)), lang, zone)  # type: ignore[arg-type]


# ── Markup and people's words ──────────────────────────────────────────────────────────


def test_markup_becomes_styles() -> None:
    assert runs(desk_("a **b** *c* `d` e"), READER) == (
        Run("a "), Run("b", "strong"), Run(" "), Run("c", "emph"), Run(" "), Run("d", "code"), Run(" e"),
    )  # fmt: skip


def test_an_argument_takes_the_style_of_its_place() -> None:
    assert runs(desk_("**#{number}** and `{code}`", number=12, code="x"), READER) == (
        Run("#12", "strong"), Run(" and "), Run("x", "code"),
    )  # fmt: skip


def test_neighbours_of_one_style_are_one_run() -> None:
    assert runs(desk_("a {b} c", b="B"), READER) == (Run("a B c"),)


HOSTILE = ("**bold**", "*x*", "`rm`", "{x}", "{number}", "{0}", "{", "}", "{{x}}", "%s %(x)s", "\\", "**", "a*b`c")


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_stays_text(words: str) -> None:
    assert runs(desk_("**#{number}** “{subject}”", number=1, subject=words), READER) == (
        Run("#1", "strong"),
        Run(f" “{words}”"),
    )


@given(st.text(), st.text())
@settings(deadline=None, max_examples=60)
def test_whatever_people_write_stays_text(one: str, two: str) -> None:
    assert plain(desk_("<{one}>`{two}`<{one}>", one=one, two=two), READER) == f"<{one}>{two}<{one}>"
    assert plain(desk_("{in_it}", in_it=desk_("**{one}**", one=one)), READER) == one


@pytest.mark.parametrize("words", HOSTILE)
def test_quotes_cards_tables_and_fields_stay_text_too(words: str) -> None:
    piece = Piece(words, hit=True)
    shown = localize(
        Form(
            (Quote(words, desk_("{by}", by=words)), Card(words, (piece,), "u", "read.x"), Table((), ((words,),))),
            desk_("{t}", t=words),
            (Field("subject", desk_("{l}", l=words), desk_("{h}", h=words), words, problem=desk_("{p}", p=words)),),
            0,
            (Choice(desk_("{c}", c=words), "drop"),),
        ),
        READER,
        str.upper,
    )
    assert shown.blocks == (
        LocalizedQuote(words, words),
        LocalizedCard(words, (piece,), "u", LocalizedChoice(words, "READ.X"), opens="Read"),
        LocalizedTable((), ((words,),)),
    )
    assert shown.form == LocalizedForm(
        words, (LocalizedField("subject", words, words, words, problem=words),), 0, "FORM"
    )
    assert shown.offers == (LocalizedChoice(words, "DROP"),)


# ── Surfaces ───────────────────────────────────────────────────────────────────────────


def test_words_alone_a_reply_with_choices_and_a_form_keep_their_shape() -> None:
    text = localize(Text((desk_("Hi"), Quote("q"), Doc("T", "# M", "u"))), READER, str)
    assert text == LocalizedReply((Para((Run("Hi"),)), LocalizedQuote("q"), LocalizedDoc("T", "# M", "u")), lang="en")
    choices = localize(Choices((Card("T", (), "u"),), (Choice(desk_("Go"), "go", primary=True),)), READER, str)
    assert choices.blocks == (LocalizedCard("T", (), "u"),)
    assert choices.offers == (LocalizedChoice("Go", "go", primary=True),)
    options = (("normal", desk_("Normal")),)
    field = Field("urgency", desk_("How?"), required=False, long=True, chars_max=9, options=options)
    form = localize(Form((), desk_("New"), (field,), 0, ()), Reader("de", "UTC", WEDNESDAY), str).form
    assert form is not None
    assert form.fields == (LocalizedField("urgency", "How?", "", "", False, True, 9, (("normal", "Normal"),)),)


def test_cards_and_choices_are_counted_in_the_order_they_are_read() -> None:
    cards = (Card("A", (), "u", "read.a"), desk_("and"), Card("B", (), "u"), Card("C", (), "u", "read.c"))
    shown = localize(Choices(cards, (Choice(desk_("None"), "none"),)), READER, str)
    assert [offer.token for offer in shown.all_offers()] == ["read.a", "read.c", "none"]


# ── Languages ──────────────────────────────────────────────────────────────────────────


def test_a_language_without_a_catalogue_reads_the_source() -> None:
    assert reads(Msg("That solved it"), "fr") == "That solved it"


@pytest.mark.parametrize("lang", ["de", "es"])
def test_a_language_with_a_catalogue_reads_its_own(lang: str) -> None:
    assert reads(Msg("That solved it"), lang) != "That solved it"
    assert reads(Msg("no message of ours"), lang) == "no message of ours"


@pytest.mark.parametrize(
    ("count", "english"),
    [(0, "0 earlier entries"), (1, "1 earlier entry"), (2, "2 earlier entries"), (1234, "1,234 ea")],
)
def test_counts_choose_the_form_and_are_grouped(count: int, english: str) -> None:
    msg = n_("{count} earlier entry", "{count} earlier entries", count)
    assert reads(msg).startswith(english)
    assert reads(msg, "de").startswith(english.split()[0].replace(",", "."))


def test_a_plural_form_may_leave_its_number_out() -> None:
    msg = n_("There is one more that may help:", "There are {count} more that may help:", 1)
    assert reads(msg) == "There is one more that may help:"


# ── Numbers, money, days ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "english"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (23, "23rd"), (101, "101st"), (111, "111th"), (112, "112th"), (1013, "1013th")],
)  # fmt: skip
def test_a_place_reads_as_the_language_counts(number: int, english: str) -> None:
    assert arg(Ordinal(number)) == english
    assert arg(Ordinal(number), "es") == f"{number}.º"
    assert arg(Ordinal(number), "de") == f"{number}."


@pytest.mark.parametrize(
    ("value", "english", "spanish", "german"),
    [
        (Quantity(20_000), "20,000", "20.000", "20.000"),
        (20_000, "20000", "20000", "20000"),
        (Money(Decimal("80"), "USD"), "$80.00", "80,00 US$", "80,00 $"),
        (Money(Decimal("12345.5"), "EUR"), "€12,345.50", "12.345,50 €", "12.345,50 €"),
        (date(2026, 12, 24), "Thursday, December 24, 2026", "jueves, 24 de diciembre de 2026",
         "Donnerstag, 24. Dezember 2026"),
    ],
)  # fmt: skip
def test_numbers_money_and_days_read_as_the_language_writes_them(
    value: object, english: str, spanish: str, german: str
) -> None:
    assert (arg(value), arg(value, "es"), arg(value, "de")) == (english, spanish, german)


# ── Moments ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("style", "english", "german"),
    [
        ("full", "Wed, Dec 16, 9:10 PM Berlin time", "Mi., 16. Dez., 21:10 Ortszeit Berlin"),
        ("short", "Wed, Dec 16, 9:10 PM", "Mi., 16. Dez., 21:10"),
        ("date", "Wed, Dec 16", "Mi., 16. Dez."),
        ("clock", "9:10 PM", "21:10"),
    ],
)
def test_a_moment_reads_in_the_readers_zone(style: str, english: str, german: str) -> None:
    moment = Moment(WEDNESDAY, style)  # type: ignore[arg-type]
    assert arg(moment) == english
    assert german.split(", ")[-1].split(" ")[0] in arg(moment, "de")
    assert arg(replace(moment, at=WEDNESDAY.astimezone()), "en") == english


def test_the_day_is_the_readers_day() -> None:
    late = Moment(datetime(2026, 12, 16, 23, 30, tzinfo=UTC), "short")
    assert arg(late) == "Thu, Dec 17, 12:30 AM"
    assert arg(late, zone="America/Los_Angeles") == "Wed, Dec 16, 3:30 PM"


def test_the_year_is_said_where_it_is_not_this_one_by_the_readers_own_calendar() -> None:
    assert arg(Moment(datetime(2027, 1, 4, 12, tzinfo=UTC), "date")) == "Mon, Jan 4, 2027"
    new_year = Moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "date")
    assert arg(new_year) == "Fri, Jan 1, 2027"
    assert arg(new_year, zone="UTC") == "Thu, Dec 31"


FIRST = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "clock"),
    [
        (FIRST - timedelta(minutes=31), "Europe/Berlin", "1:59 AM"),
        (FIRST - timedelta(minutes=30), "Europe/Berlin", "2:00 AM (UTC+2:00)"),
        (FIRST, "Europe/Berlin", "2:30 AM (UTC+2:00)"),
        (FIRST + timedelta(hours=1), "Europe/Berlin", "2:30 AM (UTC+1:00)"),
        (FIRST + timedelta(hours=1, minutes=30), "Europe/Berlin", "3:00 AM"),
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), "America/Los_Angeles", "1:30 AM (UTC−7:00)"),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "America/Los_Angeles", "1:30 AM (UTC−8:00)"),
        (datetime(2027, 4, 3, 14, 45, tzinfo=UTC), "Australia/Lord_Howe", "1:45 AM (UTC+11:00)"),
        (datetime(2027, 4, 3, 15, 15, tzinfo=UTC), "Australia/Lord_Howe", "1:45 AM (UTC+10:30)"),
        (datetime(2026, 11, 1, 4, 15, tzinfo=UTC), "America/St_Johns", "1:45 AM (UTC−2:30)"),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", "1:30 AM"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Berlin", "3:30 AM"),
    ],
)
def test_a_clock_time_that_comes_twice_says_which_one(at: datetime, zone: str, clock: str) -> None:
    for style in ("clock", "short", "full"):
        assert clock in arg(Moment(at, style), zone=zone)
    assert ("UTC" in arg(Moment(at, "clock"), zone=zone)) is ("UTC" in clock)


def test_both_hours_of_that_night_are_told_apart_in_any_order_of_asking() -> None:
    both = (Moment(FIRST, "clock"), Moment(FIRST + timedelta(hours=1), "clock"))
    for order in (both, both[::-1], both):
        assert len({arg(moment) for moment in order}) == 2


@given(
    st.timedeltas(timedelta(days=-9000), timedelta(days=3000)).map(WEDNESDAY.__add__),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
@settings(deadline=None, max_examples=200)
def test_no_two_minutes_of_a_year_read_alike(at: datetime, zone: str) -> None:
    for hours in (0.5, 1):
        other = at + timedelta(hours=hours)
        assert arg(Moment(at), zone=zone) != arg(Moment(other), zone=zone)


# ── Zones ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("zone", "english", "german", "spanish"),
    [
        ("Europe/Berlin", "Berlin time", "Berlin", "Berlín"),
        ("America/Los_Angeles", "Los Angeles time", "Los Angeles", "Los Ángeles"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "Buenos Aires", "Buenos Aires"),
        ("UTC", "UTC", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, english: str, german: str, spanish: str) -> None:
    assert zone_name(zone, "en") == english
    assert german in zone_name(zone, "de")
    assert spanish in zone_name(zone, "es")


def test_a_moment_keeps_its_instant_for_whoever_knows_the_readers_zone_better() -> None:
    at = datetime(2026, 12, 16, 20, 10, tzinfo=UTC)
    said = runs(desk_("by **{when}** or {day}", when=Moment(at), day=Moment(at, "date")), Reader("en", "UTC", at))
    assert [(run.style, run.at) for run in said] == [("", 0), ("strong", 1797451800), ("", 0)]
    assert "".join(run.text for run in said) == "by Wed, Dec 16, 8:10\u00a0PM UTC or Wed, Dec 16"
