"""Short questions as clients type them: misspelt, without accents, half a sentence."""

import pytest

from bot.core.text.language import CHARS_MAX, foreign, guess
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


FOREIGN = """
fr | Bonjour, mes emails n'arrivent plus depuis hier
fr | ce site ne marche plus
it | non ricevo la posta da ieri
pt | não recebo emails
nl | mijn website werkt niet
pl | Nie dostaję maili od wczoraj
cs | Dobrý den, nechodí mi maily
sv | mina mejl kommer inte fram sedan igår
da | jeg modtager ikke mine mails
fi | en saa sähköposteja, voitteko auttaa
hu | Nem kapok leveleket tegnap óta
ro | nu primesc emailuri
ca | no em arriben els correus des d'ahir
tr | E-postalarım dünden beri gelmiyor
ru | мои письма не приходят
uk | мої листи не приходять, допоможіть
el | δεν λαμβάνω μηνύματα
ar | لا تصلني الرسائل
he | המיילים לא מגיעים
ja | メールが届きません
zh | 我的邮件收不到了
ko | 이메일이 오지 않아요
th | อีเมลไม่เข้า
hi | मेरे ईमेल नहीं आ रहे
"""


@pytest.mark.parametrize("line", FOREIGN.strip().splitlines())
def test_a_language_that_nothing_is_understood_of_is_told(line: str) -> None:
    code, text = (part.strip() for part in line.split("|"))
    assert foreign(text, LANGUAGES) == code
    assert guess(text, LANGUAGES, OFFERED) == ""


@pytest.mark.parametrize("code", LANGUAGES.neighbours)
def test_every_other_language_has_a_note_that_names_those_there_are(code: str) -> None:
    assert "{languages}" in LANGUAGES.neighbours[code].note


@pytest.mark.parametrize(
    "text",
    ["merci", "ciao", "Société Générale", "Łukasz", "grüße aus München", "my name is René François", "no funciona",
     "die mails von São Paulo kommen nicht", "ola", "", "12345", "DNS SMTP"],
)  # fmt: skip
def test_a_name_or_a_greeting_alone_is_in_no_other_language(text: str) -> None:
    assert foreign(text, LANGUAGES) == ""
