"""What clients read in every language: complete, well-formed, and its commands are understood.

Longer than most modules: a third of it is tables of what people say and see.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.core.conversation.intents import Verb, read
from bot.core.text.surface import Arg, Moment, Money, Msg, Ordinal, Quantity
from bot.i18n import DOMAIN, SOURCE_LANGUAGE, Reader, languages, plain, zone_name
from tests.builders import WEDNESDAY, policy
from tests.dialogue import House

BOT = Path(__file__).resolve().parents[2] / "bot"
KEYWORDS = {"_": None, "n_": (1, 2)}
"""What marks a message, as in the Makefile: staff's ``desk_`` doesn't."""

TRANSLATED = tuple(sorted(path.parent.name for path in (BOT / "locale").glob("*/LC_MESSAGES")))
LANGUAGES = (SOURCE_LANGUAGE, *TRANSLATED)

FORMS = {"#{number}", "#{number} {subject}", "{name}, {at}", "{at}", "{time}", "{entry}. {what}", "**{total}**",
         "{where}", "{where}: {tickets}", "{where}, {name}: {tickets}"}  # fmt: skip
"""Messages that are nothing but their arguments: they read alike in every language."""
AS_IN_ENGLISH = "As in English."
"""What a translator notes above a message that reads in the language as it does in English."""

HOSTILE = "**{place}** `x` {"
"""Somebody's words that look like markup and like a placeholder."""

SAMPLES: dict[str, Arg] = {
    **dict.fromkeys(("place", "before", "after", "end"), Ordinal(3)),
    **dict.fromkeys(("at", "estimate", "grace", "promise", "now", "until", "start", "day"), Moment(WEDNESDAY)),
    **dict.fromkeys(("rate", "quarter", "cap", "total", "amount"), Money(Decimal("1080.50"), "USD")),
    **dict.fromkeys(("chars", "limit", "count", "length", "percent", "entry"), Quantity(20_000)),
    **dict.fromkeys(("number", "other"), 1001),
}
"""Arguments that aren't somebody's words."""


@cache
def source() -> frozenset[tuple[str, ...]]:
    """Every message in the code: its id, or one and many."""
    rooms = (BOT, BOT.parent / "adapters")
    found = (
        each for room in rooms for each in extract_from_dir(room, method_map=[("**.py", "python")], keywords=KEYWORDS)
    )
    return frozenset(strings(ids) for _file, _line, ids, _notes, _context in found)


@cache
def catalogue(lang: str) -> Catalog:
    """A language's file, obsolete and fuzzy messages included."""
    path = BOT / "locale" / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
    return read_po(BytesIO(path.read_bytes()), locale=lang, abort_invalid=True)


def strings(found: object) -> tuple[str, ...]:
    """An id or a translation, or their forms for one and many."""
    return (found,) if isinstance(found, str) else tuple(map(str, found)) if isinstance(found, list | tuple) else ("",)


def words(lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each message's ids and its forms in a language; the source is its own translation."""
    if lang == SOURCE_LANGUAGE:
        return {ids: ids for ids in source()}
    return {strings(message.id): strings(message.string) for message in catalogue(lang) if message.id}


def pairs(lang: str) -> Iterator[tuple[str, str]]:
    """Every form in a language beside the English form it stands for."""
    for ids, forms in words(lang).items():
        yield from ((ids[min(at, len(ids) - 1)], form) for at, form in enumerate(forms))


def reader(lang: str, zone: str = "Europe/Berlin") -> Reader:
    """Somebody who reads on that wednesday."""
    return Reader(lang, zone, WEDNESDAY)


def filled(ids: tuple[str, ...], lang: str, count: int = 2) -> str:
    """A message with sample arguments, as its reader sees it."""
    args = {name: SAMPLES.get(name, HOSTILE) for name in re.findall(r"\{(\w+)\}", "".join(ids))}
    if len(ids) == 1:
        return plain(Msg(ids[0], tuple(args.items())), reader(lang))
    args["count"] = Quantity(count)
    return plain(Msg(ids[0], tuple(args.items()), ids[1], count), reader(lang))


# ── Complete ───────────────────────────────────────────────────────────────────────────


def test_every_language_of_the_shipped_policy_has_a_catalogue_and_every_catalogue_is_offered() -> None:
    assert set(policy().firm.languages) == set(LANGUAGES)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_catalogue_holds_the_messages_of_the_code_and_no_others(lang: str) -> None:
    assert set(words(lang)) == source()
    assert not catalogue(lang).obsolete


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_is_translated_in_every_form(lang: str) -> None:
    assert [m.id for m in catalogue(lang) if m.id and m.fuzzy] == []
    assert [ids for ids, forms in words(lang).items() if not all(form.strip() for form in forms)] == []
    wanted = catalogue(lang).num_plurals
    assert [ids for ids, forms in words(lang).items() if len(ids) > 1 and len(forms) != wanted] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_only_a_few_messages_read_as_they_do_in_english(lang: str) -> None:
    noted = {strings(m.id)[0] for m in catalogue(lang) if m.id and AS_IN_ENGLISH in m.user_comments}
    assert {ids[0] for ids, forms in words(lang).items() if set(ids) & set(forms)} == FORMS | noted


# ── Well-formed ────────────────────────────────────────────────────────────────────────


def placeholders(text: str) -> Counter[str]:
    """How often each argument stands in a form; a form for one thing may spell its count out."""
    return Counter(name for name in re.findall(r"\{(\w+)\}", text) if name != "count")


def marks(text: str) -> Counter[str]:
    """The signs of markup in a form."""
    return Counter(re.findall(r"\*\*|\*|`", text))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_placeholders_and_markup_are_those_of_the_english_form(lang: str) -> None:
    differing = [
        (english, form)
        for english, form in pairs(lang)
        if placeholders(form) != placeholders(english) or marks(form) != marks(english)
    ]
    assert differing == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markup_closes_before_other_markup_begins(lang: str) -> None:
    for _english, form in pairs(lang):
        signs = re.findall(r"\*\*|\*|`", form)
        assert signs[::2] == signs[1::2], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_can_be_shown_and_leaves_peoples_words_alone(lang: str) -> None:
    for ids in source():
        shown = filled(ids, lang)
        assert not re.search(r"[{}*`]", shown.replace(HOSTILE, "")), shown
        assert shown == shown.strip()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_and_two_read_differently_and_two_says_how_many(lang: str) -> None:
    for ids in source():
        if len(ids) > 1:
            assert filled(ids, lang, 1) != filled(ids, lang, 2)
            assert "2" in filled(ids, lang, 2)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_where_english_names_itself_a_translation_names_its_own_language(lang: str) -> None:
    own = [form for english, form in pairs(lang) if languages().name(SOURCE_LANGUAGE) in english]
    assert len(own) >= 2
    assert all(languages().name(lang).casefold() in form.casefold() for form in own)


# ── Understood ─────────────────────────────────────────────────────────────────────────


def commands(text: str) -> list[str]:
    """What a message tells the reader to type."""
    return re.findall("`([^`]+)`", text.replace("{number}", "1001").replace("{code}", "ABCD-EFG2"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_that_a_message_names_is_understood(lang: str) -> None:
    named = [command for _english, form in pairs(lang) for command in commands(form)]
    assert len(named) > 12
    assert [command for command in named if read(command, languages()).verb is Verb.WORDS] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_names_the_same_commands(lang: str) -> None:
    for english, form in pairs(lang):
        meant, told = (
            Counter((read(c, languages()).verb, read(c, languages()).number) for c in commands(text))
            for text in (english, form)
        )
        assert told == meant, form


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("label", "verb"),
    [
        ("I accept", Verb.ACCEPT),
        ("Move the call", Verb.MOVE_CALL),
        ("Another time", Verb.MOVE_CALL),
        ("Cancel the call", Verb.CALL_OFF),
        ("None of these", Verb.NONE),
    ],
)
def test_labels_that_matter_can_be_typed_as_well(lang: str, label: str, verb: Verb) -> None:
    assert (label,) in source()
    assert read(plain(Msg(label), reader(lang)), languages()).verb is verb


ANSWERS = {
    Verb.YES: "sí | sí, gracias | Sí por favor | claro que sí | vale | ja | Ja, danke! | ja gerne | klar | genau",
    Verb.NO: "no | todavía no | aún no | no, todavía no | nein | noch nicht | nein, noch nicht | leider nicht | nee",
    Verb.NONE: "ninguno | ninguno de estos | ninguna de estas | otra cosa | es otra cosa | ninguna me viene bien"
    " | keine dieser Zeiten | keine passt | keiner davon | keine davon | nichts davon | etwas anderes"
    " | Es ist etwas anderes",
    Verb.SKIP: "no sé | no lo sé | nada más | omitir | weiß nicht | Weiß ich nicht | keine Ahnung | überspringen",
    Verb.SOLVED: "ya está resuelto | quedó resuelto | ya funciona | me ayudó | problema solucionado"
    " | gelöst | hat geholfen | das hat geholfen | geht wieder | jetzt geht's | es ist gelöst",
    Verb.UNSOLVED: "no quedó resuelto | no se resolvió | no funcionó | todavía no funciona | no me sirvió | sigue igual"
    " | hat nicht geholfen | hat leider nicht geholfen | noch nicht gelöst | funktioniert noch nicht",
    Verb.NEWS: "¿hay novedades? | ¿alguna novedad? | ¿hay algo nuevo? | ¿cuándo?"
    " | gibt's was Neues? | Gibt es schon was Neues? | Neuigkeiten? | wann?",
    Verb.STATUS: "estado | ¿cómo va mi ticket? | ¿qué puesto tengo? | status | wie lange dauert es noch?",
    Verb.TICKETS: "mis tickets | ver tickets | todos mis tickets | meine Tickets | zeige meine Tickets",
    Verb.SHOW: "ver mi ticket | mostrar ticket | mein Ticket zeigen | zeige mein Ticket",
    Verb.TICKET: "abrir un ticket | quiero un ticket | Ticket eröffnen | ein neues Ticket | neues ticket",
    Verb.CANCEL: "cancelar | retirar mi ticket | abbrechen | Ticket zurückziehen",
    Verb.PERSON: "una persona | ¿puedo hablar con una persona? | kann ich mit einem Menschen sprechen? | ein Mensch",
    Verb.PHONE: "llámame | ¿pueden llamarme? | mejor por teléfono | ruft mich bitte an | lieber telefonieren",
    Verb.RESTART: "empezar de nuevo | desde el principio | neu anfangen | noch einmal von vorn",
    Verb.HELP: "ayuda | ¿qué puedes hacer? | Hilfe | was kannst du?",
    Verb.GREET: "hola | buen día | ¡buenas tardes! | Hallo | Guten Tag",
    Verb.THANKS: "gracias | ¡mil gracias! | danke | Danke sehr | herzlichen Dank",
    Verb.CALL_OFF: "cancelar mi cita | cancela la llamada, por favor | no me llamen | ya no necesito la llamada"
    " | Termin absagen | sag den Termin bitte ab | Ruft mich bitte nicht an | ich brauche keinen Anruf",
    Verb.MOVE_CALL: "cambiar mi cita | cambiar la hora de la llamada | otra hora, por favor | reprogramar la cita"
    " | Termin verschieben | einen anderen Termin, bitte | andere Zeit | Anruf verschieben",
    Verb.ACCEPT: "acepto | Sí, acepto | lo acepto | acepto las condiciones"
    " | ich stimme zu | Ja, ich stimme zu! | ich akzeptiere | ich bin einverstanden",
    Verb.REFUSE: "no acepto | No, no acepto | no estoy de acuerdo"
    " | ich stimme nicht zu | Nein, ich stimme nicht zu | nicht einverstanden | ich lehne ab",
    Verb.STATEMENT: "mis cargos | resumen de cargos | extracto | Abrechnung | zeig meine Abrechnung",
    Verb.WITHDRAW: "retirar mi aceptación | retiro mi consentimiento | no más trabajo de pago"
    " | Zustimmung zurückziehen | ich nehme meine Zustimmung zurück | keine kostenpflichtige Hilfe mehr",
    Verb.LINK: "vincular | vincular mi cuenta | verknüpfen | Konten verknüpfen",
    Verb.LANGUAGE: "idioma | en español | sprache | auf Deutsch",
}


@pytest.mark.parametrize(
    ("said", "verb"), [(said.strip(), verb) for verb, texts in ANSWERS.items() for said in texts.split("|")]
)
def test_natural_answers_in_spanish_and_german_are_understood(said: str, verb: Verb) -> None:
    assert read(said, languages()).verb is verb


@pytest.mark.parametrize(
    "said",
    [
        "mis correos no llegan desde ayer",
        "no puedo abrir el panel, ¿qué hago?",
        "comparto el buzón con una persona",
        "der Stand des Backups ist von gestern",
        "ich kann keine Mails mehr verschicken",
        "nachdem ich das Passwort geändert habe, geht nichts mehr",
        "Mails verschicken",
        "warum wolltet ihr das abbuchen?",
        "la cita de mi calendario no aparece",
    ],
)
def test_a_problem_is_no_command(said: str) -> None:
    assert read(said, languages()).verb is Verb.WORDS


# ── Dates, zones, money, places ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "zone", "shown"),
    [
        ("en", "Europe/Berlin", "Wed, Dec 16, 9:10 PM Berlin time"),
        ("es", "Europe/Berlin", "mié, 16 dic, 21:10 hora de Berlín"),
        ("de", "Europe/Berlin", "Mi., 16. Dez., 21:10 Ortszeit Berlin"),
        ("es", "America/New_York", "mié, 16 dic, 15:10 hora de Nueva York"),
        ("de", "America/New_York", "Mi., 16. Dez., 15:10 Ortszeit New York"),
        ("es", "Asia/Tokyo", "jue, 17 dic, 5:10 hora de Tokio"),
        ("de", "America/Mexico_City", "Mi., 16. Dez., 14:10 Ortszeit Mexiko-Stadt"),
        ("es", "UTC", "mié, 16 dic, 20:10 UTC"),
    ],
)
def test_moments_are_told_in_the_language_and_the_zone_of_the_reader(lang: str, zone: str, shown: str) -> None:
    at = plain(Msg("{at}", (("at", Moment(WEDNESDAY)),)), reader(lang, zone))
    assert at.replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ("Los Angeles time", "Vienna time", "UTC")),
        ("es", ("hora de Los Ángeles", "hora de Viena", "UTC")),
        ("de", ("Ortszeit Los Angeles", "Ortszeit Wien", "UTC")),
    ],
)
def test_a_zone_is_called_by_its_city(lang: str, names: tuple[str, ...]) -> None:
    assert tuple(zone_name(zone, lang) for zone in ("America/Los_Angeles", "Europe/Vienna", "UTC")) == names


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "$1,080.50, 3rd of 20,000"),
        ("es", "1.080,50 US$, 3.º of 20.000"),
        ("de", "1.080,50 $, 3. of 20.000"),
    ],
)
def test_money_and_numbers_are_told_as_the_language_does(lang: str, shown: str) -> None:
    args = (("sum", Money(Decimal("1080.50"), "USD")), ("place", Ordinal(3)), ("all", Quantity(20_000)))
    assert plain(Msg("{sum}, {place} of {all}", args), reader(lang)).replace("\u00a0", " ") == shown


# ── On the screen ──────────────────────────────────────────────────────────────────────


def test_a_client_walks_the_ladder_in_spanish(house: House) -> None:
    ana = house.client(lang="es")
    ana.says("no me llega ningún mail")
    ana.sees("Encontré 3 artículos", "[Ninguno de estos]")
    ana.chooses("Mailbox full")
    ana.says("todavía no")
    ana.sees("Hay 2 más")
    ana.says("ninguno")
    ana.sees("¿Qué ves?")
    ana.says("omitir")
    ana.chooses("Alta")
    ana.says("no sé")
    ana.says("Ana")
    ana.sees("puesto 1.º de la fila", "jue, 17 dic, 21:10 hora de Berlín", "sin garantía", "[Ver mi ticket]")
    ana.says("ver 1001")
    ana.sees("Tú, mié, 16 dic, 21:10", "Registrado como #1001, puesto 1.º")


def test_a_client_walks_the_ladder_in_german(house: House) -> None:
    ana = house.client(lang="de")
    ana.says("keine mail kommt an")
    ana.sees("3 Artikel gefunden", "[Keiner davon]")
    ana.chooses("Mailbox full")
    ana.says("nein, noch nicht")
    ana.sees("Es gibt noch 2")
    ana.says("keiner davon")
    ana.sees("Was siehst du?")
    ana.says("überspringen")
    ana.chooses("Hoch")
    ana.says("weiß ich nicht")
    ana.says("Ana")
    ana.sees("an 1. Stelle der Warteschlange", "Do., 17. Dez., 21:10 Ortszeit Berlin", "keine Garantie")
    ana.sees("[Mein Ticket zeigen]")
    ana.says("zeige 1001")
    ana.sees("Du, Mi., 16. Dez., 21:10", "Aufgenommen als #1001, an 1. Stelle")
