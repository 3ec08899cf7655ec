"""How frequent words are, in the languages that have a list."""

from kb.language.frequency import LANGS, frequencies


def test_words_of_the_language_are_known_and_others_not() -> None:
    english = frequencies("en")
    assert english.zipf("the") > english.zipf("yesterday") > english.zipf("parrot") >= 3
    assert not any(map(english.zipf, ("recieve", "becuase", "mialbox", "", "a" * 1_000, "küche", "\ud800")))
    assert frequencies("de").zipf("kuche") == frequencies("de").zipf("kueche") > 0
    assert frequencies("es").zipf("contrasena") > 3


def test_a_language_without_a_list_knows_none() -> None:
    assert frequencies("fr").zipf("le") == 0
    assert all(len(frequencies(lang).keys) > 20_000 for lang in LANGS)
