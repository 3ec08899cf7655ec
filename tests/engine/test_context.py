"""What every turn works with."""

from bot.config import policy_file
from bot.core.conversation.understanding import meaning
from bot.core.text.redaction import words
from bot.engine.context import CALL_FIRST, Context
from bot.ports.understanding import Speaker
from bot.understanding import vocabulary, zones
from tests.builders import LANGUAGES, UNDERSTANDING, WEDNESDAY, policy
from tests.fakes import FakeClock, FakeSearch


def test_what_words_are_read_by_is_made_before_the_first_ones_come() -> None:
    context = Context(policy(), FakeSearch(), FakeClock(WEDNESDAY), policy_file.calendar_for, LANGUAGES, UNDERSTANDING)
    caches = (meaning.understand, meaning._tables, meaning._signs, words._made, vocabulary.vocabulary, zones._known)
    for made in caches:
        made.cache_clear()
    context.prepare()
    assert [made.cache_info().currsize > 0 for made in caches] == [True] * len(caches)
    assert zones._known.cache_info().currsize == len(context.policy.firm.languages)
    assert context._grid is not None
    assert context._calendars


def test_what_is_read_first_has_all_that_must_be_loaded() -> None:
    for lang in LANGUAGES.by_code:
        found = UNDERSTANDING.read(CALL_FIRST, Speaker(WEDNESDAY, "Europe/Berlin", lang))
        assert found.time, lang
        assert found.number == "+49 30 5550123", lang
