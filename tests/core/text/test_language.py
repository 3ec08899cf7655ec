"""Short questions as clients type them: misspelt, without accents, half a sentence."""

import pytest

from bot.core.text.language import CHARS_MAX, guess
from tests.builders import LANGUAGES

"""It runs in every turn that may start a conversation."""

OFFERED = ("en", "es", "de")

TOLD = """
en | my emails dont arive
en | site down
en | website is down!!
en | cant log in
en | i forgot my pasword
en | it doesn’t work
en | how do i renew
en | emial not workng
en | need help asap
en | password reset
en | cancel domain
en | what does it cost
en | ok thanks
en | hello
en | Hi, this is Jürgen Müller, my emails dont arrive
en | emails to müller@example.de bounce
en | too many redirects
es | mis correos no llegan
es | correo no funciona
es | no puedo entrar
es | mi pagina no funsiona
es | la web esta caida
es | ¿dns?
es | olvide mi contraseña
es | quiero renovar mi dominio
es | cancelar dominio
es | me sale este error: Access denied for user root
es | el correo en outlook no manda
es | ayuda pagina hackeada
es | cuanto cuesta
es | hola
es | con\u0301 acentos sueltos: an\u0303o, manana no abre
de | meine mails kommen nicht an
de | webseite geht nicht
de | website ist down
de | größe ändern
de | weiß
de | webseite down
de | server nicht ereichbar
de | ich kann mich nicht einlogen
de | passwort vergessen
de | wie kann ich meine domain umziehen
de | domain kündigen
de | email einrichtn auf iphone
de | was kostet das
de | 500 fehler
de | hilfe!!! seite gehackt
de | hallo
"""

UNDECIDED = """
dns
ssl error 525
404
wordpress login
cpanel
email
no
hi
https://example.com/my/site/is/down
index.html my_site.the_end
`ñ@ñ.es`
mon site ne marche pas
il mio sito non funziona
meu email não funciona
mijn website werkt niet
привет не работает
日本語
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_the_language_is_told(line: str) -> None:
    lang, question = line.split(" | ")
    assert guess(question, LANGUAGES, OFFERED) == lang
    assert guess(question.title(), LANGUAGES, OFFERED) == lang


@pytest.mark.parametrize("question", ["", " \n", "!?", "\ud800\x00", *UNDECIDED.strip().splitlines()])
def test_nothing_is_better_than_a_wrong_guess(question: str) -> None:
    assert guess(question, LANGUAGES, OFFERED) == ""


def test_a_tie_is_no_answer() -> None:
    assert guess("thanks gracias", LANGUAGES, OFFERED) == ""
    assert guess("thanks gracias danke, thanks", LANGUAGES, OFFERED) == "en"


def test_only_languages_that_are_offered_come_back() -> None:
    assert guess("mis correos no llegan", LANGUAGES, ("en", "de")) == ""
    assert guess("mon courriel ne marche pas", LANGUAGES, ("en", "fr")) == "fr"
    assert guess("mis correos no llegan", LANGUAGES, ("xx", "es")) == "es"
    assert guess("my emails dont arrive", LANGUAGES, ()) == ""


def test_the_beginning_decides() -> None:
    log = " the connection was closed by the server" * 100
    assert guess("mis correos no llegan y recibo esto:" + " " * CHARS_MAX + log, LANGUAGES, OFFERED) == "es"
