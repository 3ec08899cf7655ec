"""Questions in channels: articles for everyone, and whatever is personal in private."""

from dataclasses import replace
from typing import Any

from simcord.enums import MessageType

from adapters.discord import addresses
from adapters.discord.limits import SUGGESTION_CHARS_MAX, SUGGESTIONS_MAX, THREAD_NAME_CHARS_MAX
from bot.core.model.knowledge import Article, Hit
from bot.core.model.people import Role
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.scene import MODERATES, Scene, User
from tests.adapters.discord.shown import form_of
from tests.builders import hit
from tests.fakes import FakeSearch
from tests.proof.stored import haystack


def thread_of(place: Any, at: int = -1) -> Any:
    """The thread that was begun there."""
    assert len(place.threads[at].name) <= THREAD_NAME_CHARS_MAX
    return place.threads[at]


async def posts(it: Scene, user: User, title: str, text: str) -> Any:
    """Begin a post in the help forum: its first message has its id."""
    backend = it.env.backend
    thread = backend.create_thread(it.help.id, title, user.id)
    backend.announce_thread_create(thread)
    first = backend.prepare_message(thread.id, user.id, text)
    first.id = thread.id
    backend.commit_message(first)
    await it.settled()
    return next(each for each in it.help.threads if each.id == thread.id)


def test_a_mention_is_answered_with_articles_in_a_thread(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.asks("my emails dont arive")
        thread = thread_of(it.lobby)
        assert thread.name == "my emails dont arive"
        ana.sees("I found 3 articles", where=thread)

        await bo.writes("mine neither, all mails gone", thread)  # not to us
        await ana.writes("no mails since Monday", thread)  # hers, so she needn't mention us again
        assert "mine neither, all mails gone" not in " ".join(it.house.search.asked)  # type: ignore[attr-defined]
        await ana.clicks("Read “Mailbox full”", where=thread)
        ana.sees("Did this solve it", where=thread)
        await ana.clicks("Yes, thanks", where=thread)
        ana.sees("Glad", where=thread)
        assert it.env.backend.dm_channels == {}

    on_discord(story)


def test_the_language_of_a_public_talk_is_chosen_where_it_is_read(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.asks("mail")
        thread = thread_of(it.lobby)
        await ana.clicks("Deutsch", where=thread)
        ana.sees("Artikel", "[Keiner davon]", where=thread)
        assert it.env.backend.dm_channels == {}

    on_discord(story)


def test_two_questions_in_one_thread_are_two_talks(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.asks("my emails dont arive")
        thread = thread_of(it.lobby)
        anas = ana.latest(thread)
        await bo.asks("my mailbox is full", thread)
        bos = bo.latest(thread)
        assert bos.id != anas.id
        await ana.clicks("None of these", message=anas)
        ana.sees("my emails dont arive", on=str(ana.form))
        await ana.submits(urgency="normal", name="Ana")
        assert "mailbox" not in str([entry.text for entry in it.house.record(1001)])
        await bo.clicks("None of these", message=bos)
        await bo.submits(urgency="normal", name="Bo")
        assert it.house.record(1002)[0].text == "my mailbox is full"

    on_discord(story)


def test_every_message_in_the_help_channel_is_a_question(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo, sam = it.user(), it.user("bo"), it.staff(role=Role.AGENT)
        question = await ana.writes("my emails dont arive", it.help)
        thread = thread_of(it.help)
        ana.sees("I found 3 articles", where=thread)
        await bo.writes("have you looked at the mail log?", it.help, reply_to=question)
        await sam.writes("Mail is being repaired, please wait", it.help)
        kim = it.user("kim")  # without a role, but on the desk's own list
        it.house.store.write(lambda unit: unit.add_staff("kim", Role.AGENT, addresses.who(kim.id))).result()
        await kim.writes("It will take until noon", it.help)
        assert len(it.help.threads) == 1

    on_discord(story)


def test_a_help_channel_isnt_a_chat(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        chat = ("thanks!", "hello there", "yes", "lol", "the thing with the blue box keeps jumping")
        for text in chat:
            await bo.writes(text, it.help)
        assert it.help.threads == []
        assert not any(text.encode() in haystack(it.house.store) for text in ("hello there", "blue box"))
        with it.house.store.read() as unit:
            assert unit.latest_key("discord", "", addresses.messages_of(it.help.id)) != ""
            assert unit.find_conversation(addresses.thread(it.help.id, it.help.history()[-1].id)) is None

        await bo.asks("the thing with the blue box keeps jumping", it.help)  # to us
        bo.sees("no article", where=thread_of(it.help))
        context = it.house.engine.context
        knowledge = replace(context.policy.knowledge, help_channel_answers_all=True)
        context.policy = replace(context.policy, knowledge=knowledge)
        await ana.writes("the red box, too", it.help)
        ana.sees("no article", where=thread_of(it.help))
        assert thread_of(it.help).name == "the red box, too"
        await ana.writes("thanks!", it.help)
        assert len(it.help.threads) == 2

    on_discord(story)


def test_a_suggestion_that_is_picked_opens_that_article(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.types("support", question="Mailbox full")
        ana.sees("Mailbox full", "Read about mailbox-full", "Did this solve it?")
        await ana.clicks("Not yet")
        ana.sees("There are 2 more that may help")

    on_discord(story)


def test_a_thread_is_named_after_the_question_without_its_secrets(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.asks("card 4111 1111 1111 1111 was refused " + "again and " * 30)
        name = thread_of(it.lobby).name
        assert name.startswith("card")
        assert "4111" not in name

    on_discord(story)


def test_a_post_in_the_help_forum_is_a_question_with_its_title(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        place = await posts(it, ana, "My mails don't arrive", "since Monday")
        ana.sees("I found 3 articles", where=place)
        await bo.writes("mail is slow for me", place)
        await ana.clicks("None of these", where=place)
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == "My mails don't arrive\nsince Monday"

    on_discord(story, help_forum=True)


def test_without_the_message_content_intent_the_rest_works(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive", it.help)
        await ana.writes("my emails dont arive", it.lobby)
        assert it.help.threads == it.lobby.threads == []

        await ana.asks("my emails dont arive")
        thread = thread_of(it.lobby)
        shown = ana.latest(thread)
        await ana.writes("mailbox full?", thread)  # can't be read
        assert ana.latest(thread).id == shown.id
        await ana.clicks("None of these", where=thread)
        assert ana.form
        await ana.submits(urgency="normal", name="Ana")
        await ana.writes("any news?")
        ana.sees("#1001")

    on_discord(story, message_content=False)


def test_what_isnt_for_us_is_left_alone(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        sent = await ana.writes("my emails dont arive", it.lobby)
        robot = it.guild.add_member(it.env.create_user("robot", bot=True))
        us = f"<@{it.env.backend.bot_user.id}>"
        await robot.send(it.lobby, f"{us} mail")
        await it.guild.create_webhook(it.lobby).send(f"{us} mail")
        it.guild.create_system_message(it.lobby, MessageType.PINS_ADD, author=ana.actor, referenced_message=sent)
        elsewhere = it.env.create_guild("another")
        stranger = elsewhere.add_member(it.env.create_user("stranger"))
        await stranger.send(elsewhere.create_text_channel("lobby"), f"{us} mail")
        await ana.writes(f"{us} my mail", it.staff_room)
        assert it.house.search.asked == []  # type: ignore[attr-defined]

    on_discord(story)


def test_what_is_clicked_in_a_guild_that_isnt_served_does_nothing(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.asks("my emails dont arive")
        it.connection.handler.messages.settings = replace(it.connection.settings, guild=1)
        await ana.clicks("None of these", thread_of(it.lobby))
        assert ana.whispers == "I'm not at work on this server."
        assert "not at work" in await sam.orders("queue")

    on_discord(story)


def test_support_answers_in_private_wherever_it_is_typed(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.types("support", question="my emails dont arive")
        assert ana.whispers == "I've answered you in private."
        ana.sees("I found 3 articles")
        before = len(ana.dm.history())

        await ana.types("support")
        ana.sees("I found 3 articles", on=ana.whispers)
        assert len(ana.dm.history()) == before
        await ana.presses(ana.last.response.message, "None of these")  # of what only she sees
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("answered you in private", on=ana.whispers)
        ana.sees("#1001 is in")

        await ana.asks("mailbox full")
        await ana.types("support", thread_of(it.lobby), question="any news?")
        assert ana.whispers == "I've answered you in private."

    on_discord(story)


class Titles(FakeSearch):
    """Finds more than fits, with titles that are longer than they may be."""

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """Thirty articles."""
        self.asked.append(text)
        return tuple(hit(f"title-{number}", 0.9) for number in range(30))

    def article(self, slug: str, lang: str) -> Article | None:
        """One with a long name."""
        return Article(slug, "en", f"@everyone {slug} " + "🧨" * 120, "")


def test_suggestions_fit_whatever_is_typed(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        for typed in ("mail", "\u202e\x00**", "x" * 6000, "🧨" * 50):
            offered = await ana.actor.autocomplete(it.lobby, "support", "question", typed)
            assert 0 < len(offered) <= SUGGESTIONS_MAX
            assert all(0 < len(each["name"]) <= SUGGESTION_CHARS_MAX for each in offered)
            assert all(0 < len(each["value"]) <= SUGGESTION_CHARS_MAX for each in offered)
        assert await ana.actor.autocomplete(it.lobby, "support", "question", " ") == []

    on_discord(story, search=Titles())


def test_a_lead_puts_up_a_panel(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, lead, agent = it.user(), it.staff(), it.staff("kim", Role.AGENT)
        await agent.types("panel")
        assert "Get help" not in agent.whispers
        await lead.types("panel")
        panel = lead.last.response
        assert not panel.ephemeral
        await ana.presses(panel.message, "Get help")
        await ana.submits(text="my emails dont arive")
        ana.sees("answered you in private", on=ana.whispers)
        ana.sees("I found 3 articles")

    on_discord(story)


def test_support_is_asked_about_ones_own_message(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        sent = await ana.writes("all my **mails** bounce", it.lobby, attachments=[("mail.log", b"550")])
        ana.last = await ana.actor.context_menu(it.lobby, "Ask support about this", sent)
        await it.settled()
        ana.sees("answered you in private", on=ana.whispers)
        await ana.clicks("None of these")
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")
        assert it.house.record(1001)[0].text == "all my **mails** bounce\n[mail.log]"

    on_discord(story)


def test_about_anothers_message_one_asks_in_ones_own_words(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        sent = await bo.writes("my **flamingo** bounces", it.lobby, attachments=[("flamingo.log", b"550")])
        ana.last = await ana.actor.context_menu(it.lobby, "Ask support about this", sent)
        await it.settled()
        own, about = form_of(ana.form).inputs
        assert (own.value, about.value) == ("", sent.jump_url)
        await ana.submits(text="Bo's mails bounce, and mine too")
        ana.sees("I found 3 articles")
        await ana.clicks("None of these")
        await ana.submits(urgency="normal", name="Ana")
        asked, _newline, link = str(it.house.record(1001)[0].text).partition("\n")
        assert asked == "Bo's mails bounce, and mine too"
        assert link.startswith("https://discord.com/channels/")
        assert b"flamingo" not in haystack(it.house.store)

    on_discord(story)


def test_staffs_entry_on_a_message_makes_it_a_ticket_of_its_writers(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        eve = it.user("eve", it.guild.create_role("Moderators", permissions=MODERATES))
        sent = await ana.writes("all my **mails** bounce", it.lobby, attachments=[("mail.log", b"550")])
        sam.last = await sam.actor.context_menu(it.lobby, "File for its writer", sent)
        await it.settled()
        sam.sees("#1001 is filed for", on=sam.whispers)
        first, act, *_rest = it.house.record(1001)
        assert first.text == "all my **mails** bounce\n[mail.log]"
        assert act.text == f"opened from a message: {sent.jump_url}"
        ana.sees("opened a ticket for you")
        sam.last = await sam.actor.context_menu(it.lobby, "File for its writer", sent)
        await it.settled()
        sam.sees("on #1001 already", on=sam.whispers)
        eve.last = await eve.actor.context_menu(it.lobby, "File for its writer", sent)
        await it.settled()
        eve.sees("for the desk's staff", on=eve.whispers)

    on_discord(story)
