"""A client on Discord goes all the way: from a misspelt question to a ticket and a phone call."""

from tests.adapters.discord import looking
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import clicks_late, speaking
from tests.adapters.discord.scene import Scene, User
from tests.adapters.discord.shown import drawn, form_of


def asked(user: User) -> list[str]:
    """What the form that they see asks for."""
    return [each.name for each in form_of(user.form).inputs]


def test_from_a_question_to_a_ticket_with_a_modal(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive since yestrday")
        ana.sees("I found 3 articles", "[Mail not arriving]", "[None of these]")

        await ana.clicks("None of these")
        assert asked(ana) == ["subject", "symptoms", "urgency", "service", "name"]
        assert form_of(ana.form).inputs[0].value == "my emails dont arive since yestrday"
        assert not ana.last.deferred  # a form must be the first response
        ana.sees("I'll open a ticket", "[New ticket]")

        await ana.submits(urgency="normal", name="Ana")
        ana.sees("Ticket #1001 is in", "1st in line")
        assert it.house.record(1001)[0].text == "my emails dont arive since yestrday"
        filed = ana.latest()

        await ana.writes("help")
        await ana.clicks("Show my ticket", message=filed)  # it names its ticket, so it stays
        ana.sees("#1001", "1st in line")

    on_discord(story)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        await ana.submits(subject="No mail", symptoms="Error 550", urgency="high", name=" ")

        ana.sees("Your name", "I need something here", "[New ticket]")
        await ana.clicks("New ticket")
        assert asked(ana) == ["name"]  # the others are kept already
        ana.sees("I need something here", on=looking.form_words(form_of(ana.form)))
        await ana.submits(name="Ana")

        ana.sees("#1001 is in", "higher urgency")
        ticket = it.house.store.write(lambda unit: unit.ticket(1001)).result()
        assert ticket is not None
        assert (ticket.subject, ticket.symptoms) == ("No mail", "Error 550")

    on_discord(story)


def test_a_form_of_an_earlier_turn_gives_back_what_was_typed(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        await ana.writes("start over")
        long = "a long story about mails " * 150
        await ana.submits(symptoms=long, urgency="normal", name="Ana")
        ana.sees("That choice is from earlier", on=ana.whispers)
        assert ana.whispers.count("long story") == 150

    on_discord(story)


def test_a_forwarded_message_is_read(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        sent = await bo.writes("all our mails bounce", it.lobby)
        await ana.actor.forward(sent, ana.dm)
        await it.settled()
        ana.sees("I found 3 articles")
        await ana.clicks("None of these")
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == "all our mails bounce"

    on_discord(story)


def test_the_form_is_answered_in_words_too(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        await ana.writes("My printer emails me")
        old = ana.latest()
        await ana.clicks("Skip")
        await ana.clicks("Normal")
        await ana.clicks("Skip")
        await clicks_late(ana, old, "Skip")
        ana.sees("That choice is from earlier", "Your name")
        await ana.writes("Ana")
        ana.sees("#1001 is in")

    on_discord(story)


def test_a_form_button_of_last_month_shows_where_things_stand(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        old = ana.latest()
        await ana.writes("never mind")
        it.house.clock.forward(days=31)
        await clicks_late(ana, old, "New ticket")
        assert ana.last.modal is None
        ana.sees("That choice is from earlier")

        await ana.writes("open a ticket")
        await clicks_late(ana, old, "New ticket")  # there is one again: it is that one
        await ana.submits(subject="No mail", urgency="normal", name="Ana")
        ana.sees("#1001 is in")

    on_discord(story)


def test_what_stands_in_the_form_is_filed_whatever_was_typed_beside_it(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        form = ana.last
        await ana.writes("by the way it says 550")
        ana.last = form
        await ana.submits(subject="No mail since monday", urgency="normal", name="Ana")
        ana.sees("#1001 is in")
        ticket = it.house.store.write(lambda unit: unit.ticket(1001)).result()
        assert ticket is not None
        assert ticket.subject == "No mail since monday"
        assert [e.text for e in it.house.record(1001)][:2] == ["my emails dont arive", "by the way it says 550"]

    on_discord(story)


def test_dead_choices_disappear_and_a_stale_click_says_where_it_stands(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        old = ana.latest()
        await ana.clicks("Mail not arriving")
        ana.sees("Did this solve it")
        without_stale_choices = next(message for message in ana.dm.history() if message.id == old.id)
        assert drawn(without_stale_choices).rows == ()
        assert "I found 3 articles" in without_stale_choices.content

        await clicks_late(ana, old, "None of these")
        ana.sees("That choice is from earlier", "Did this solve it")

    on_discord(story)


def test_a_call_by_day_and_time_with_the_zone_asked_for_once(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await ana.clicks("Talk by phone instead")
        ana.sees("Which time zone are you in?", "(Thu, Dec 17: 13 free times)")
        await ana.writes("zone Berlin")
        ana.sees("times are in Europe/Berlin", "which day suits you")
        await ana.clicks("Thu, Dec 17")
        ana.sees("Berlin time", "30 minutes each", "[Another day]", "(7:30 PM)")
        await ana.clicks("7:30 PM")
        ana.sees("Phone call requested", "Thu 17 Dec 2026 18:30 UTC")

        assert "confirmed" in await sam.orders("confirm 1001")
        ana.sees("confirmed your call", "[Move the call]", "remind you", "▤ call-1001.ics")
        sent = await ana.latest().attachments[0].read()
        assert sent.startswith(b"BEGIN:VCALENDAR")
        await ana.clicks("Move the call")
        assert "which time zone" not in ana.screen().casefold()

    on_discord(story)


def test_billed_help_is_accepted_explicitly(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("outlook keeps asking for my password")
        while "[I accept]" not in ana.screen():
            await ana.clicks("Outlook" if "[Outlook" in ana.screen() else "None of these")
        ana.sees("$80", "[No, only help with your own services]")
        await ana.clicks("I accept")
        ana.sees("Noted")

    on_discord(story)


def test_a_nudge_shows_what_it_costs_and_the_record_can_be_read(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.files()
        it.house.clock.forward(minutes=1)
        await bo.files("no mail at all")
        it.house.clock.forward(minutes=1)
        await ana.writes("any news??")
        ana.sees("1st to 2nd", "[Nudge anyway]")
        await ana.clicks("Leave it")
        ana.sees("1st")
        await ana.writes("show 1001")
        ana.sees("my emails dont arive", "You")

    on_discord(story)


def test_the_language_comes_with_what_is_clicked(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with speaking(it, "de"):
            await ana.types("support", question="mail")
            ana.sees("privat", on=ana.whispers)
            ana.sees("Artikel", "[Keiner davon]")
            await ana.clicks("Keiner davon")
            assert form_of(ana.form).title == "Neues Ticket"
        with speaking(it, "es-419"):
            await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001", "fila")

    on_discord(story)
