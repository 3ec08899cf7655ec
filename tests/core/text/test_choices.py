"""What is left of a reply once its time is over."""

from bot.core.text.choices import without_stale
from bot.core.text.surface import LocalizedCard, LocalizedChoice, LocalizedForm, LocalizedReply, Para, Run

DEAD, ALIVE = LocalizedChoice("No", "1.1:no"), LocalizedChoice("Show", "1.1:@show.1")
WORDS, ABOUT = Para((Run("I found one:"),)), Para((Run("Choose one."),), passing=True)
FORM = LocalizedForm("t", (), 0, "1.1:form")


def card(offer: LocalizedChoice | None) -> LocalizedCard:
    """An article."""
    return LocalizedCard("Mail", (), "https://x.example", offer)


def test_what_cant_be_chosen_any_more_goes_and_the_words_about_it() -> None:
    shown = LocalizedReply((WORDS, card(DEAD), card(ALIVE), ABOUT), (DEAD, ALIVE))
    assert without_stale(shown) == LocalizedReply((WORDS, card(None), card(ALIVE)), (ALIVE,))
    assert without_stale(LocalizedReply((WORDS, ABOUT), form=FORM)) == LocalizedReply((WORDS,))


def test_where_everything_can_be_chosen_still_nothing_goes() -> None:
    shown = LocalizedReply((WORDS, card(ALIVE), ABOUT), (ALIVE,))
    assert without_stale(shown) is shown
