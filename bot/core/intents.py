"""Tell a short command ("status", "any news?", "add to #12 …") from words that describe a problem.

Phrases are matched as a whole, a typo per longer word forgiven, in every language the desk offers,
whatever language the talk is in. Only a few are also found inside a sentence ("can someone call me
about it"). What isn't recognized is ``Verb.WORDS``: a question, an answer, or facts.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.core.words import is_email, near, plain

WORDS_AROUND_MAX = 2
"""So many words around a request say nothing more: "just call me please"."""

SENTENCE_WORDS_MAX = 12
"""A longer text describes a problem, even if it mentions a call or a person."""


class Verb(StrEnum):
    """What a client can ask for at any time, and the answers that need no button."""

    WORDS = "words"
    HELP = "help"
    GREET = "greet"
    THANKS = "thanks"
    STATUS = "status"
    TICKETS = "tickets"
    SHOW = "show"
    ADD = "add"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    CANCEL = "cancel"
    NEWS = "news"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    RESTART = "restart"
    TICKET = "ticket"
    LINK = "link"
    UNLINK = "unlink"
    LANGUAGE = "language"
    ZONE = "zone"
    YES = "yes"
    NO = "no"
    NONE = "none"
    SKIP = "skip"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CALL_OFF = "calloff"
    MOVE_CALL = "movecall"
    WITHDRAW = "withdraw"
    STATEMENT = "statement"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked for; ``number`` is the ticket named, 0 for none.

    ``text`` is what belongs to it: an argument, or the whole sentence that the request stands in.
    """

    verb: Verb
    number: int = 0
    text: str = ""


WHOLE: dict[Verb, str] = {
    Verb.HELP: "help | help me | commands | what can you do | ayuda | comandos"
    " | ayudame | que puedes hacer | hilfe | befehle | hilf mir | was kannst du | menu",
    Verb.GREET: "hi | hello | hello there | hi there | hey | good morning | good afternoon | good evening"
    " | hola | buenos dias | buen dia | buenas tardes | buenas noches | buenas | hola buenas | hallo | guten tag"
    " | guten morgen | guten abend | moin | servus | gruss gott",
    Verb.THANKS: "thanks | thank you | thx | ty | thanks a lot | many thanks | thank you very much | great thanks"
    " | gracias | muchas gracias | mil gracias | gracias por todo | perfecto gracias | danke | vielen dank"
    " | danke schon | dankeschon | danke sehr | herzlichen dank | besten dank | super danke | alles klar danke",
    Verb.STATUS: "status | whats the status | what is the status | whats the status of | what is the status of"
    " | ticket status | my status | status of my ticket | where am i | place in line"
    " | whats my place | how long | how long will it take | when will you answer | estado | estado del ticket"
    " | mi estado | cuanto falta | estado de mi ticket | como va | como va mi ticket | cuanto tarda"
    " | que puesto tengo | mi puesto | stand | wie ist der stand | wie lange noch | wo stehe ich | mein status"
    " | ticketstatus | wie lange dauert es | wie lange dauert es noch | mein platz",
    Verb.TICKETS: "tickets | my tickets | list tickets | list my tickets | show my tickets | mis tickets"
    " | ver mis tickets | ver tickets | lista de tickets | todos mis tickets | mis tickets abiertos"
    " | meine tickets | zeig meine tickets | zeige meine tickets | alle tickets | meine offenen tickets | ticketliste",
    Verb.SHOW: "show | show ticket | show my ticket | record | show record | show the record"
    " | ver | ver ticket | ver mi ticket | ver el ticket | mi ticket | mostrar | mostrar ticket"
    " | mostrar mi ticket | historial | zeigen | zeig | zeige | zeig mein ticket | zeige mein ticket"
    " | mein ticket zeigen | ticket zeigen | mein ticket | verlauf | protokoll",
    Verb.SOLVED: "solved | that fixed it | its fixed now | its solved | it is solved | fixed | its fixed"
    " | it works | works | works now"
    " | it works now | that worked | that helped | that solved it | that did it | problem solved | resolved"
    " | all good | all good now | yes thanks it works | resuelto | ya esta | ya funciona | funciona"
    " | esta resuelto | ya esta resuelto | quedo resuelto | solucionado | esta solucionado | problema resuelto"
    " | problema solucionado | eso lo resolvio | me ayudo | si me ayudo | me sirvio | si me sirvio | ya quedo"
    " | si ya funciona | gelost | ist gelost | es ist gelost | jetzt geht es | jetzt gehts | geht jetzt"
    " | es geht | geht wieder | es geht wieder | funktioniert | funktioniert wieder | es funktioniert"
    " | das hat geholfen | hat geholfen | ja hat geholfen | ja das hat geholfen | ja es geht wieder"
    " | problem gelost | erledigt | hat sich erledigt",
    Verb.UNSOLVED: "no se ha solucionado | no se soluciono | es funktioniert immer noch nicht"
    " | es geht immer noch nicht | that didnt solve it | that did not solve it | didnt solve it"
    " | it didnt work | didnt work"
    " | it did not work | that didnt work | that didnt help | that did not help | didnt help | not solved"
    " | not fixed | still broken | still not working | its still broken | its still not working | doesnt help"
    " | it doesnt work | that doesnt work | reopen | no it didnt | eso no lo resolvio | no lo resolvio"
    " | no resuelto | no quedo resuelto | no esta resuelto | no se resolvio | no funciono | no funciona"
    " | todavia no funciona | aun no funciona | no ayudo | no me ayudo | no me sirvio | no sirvio | sigue igual"
    " | sigue sin funcionar | eso no ayudo | reabrir | geht nicht | geht noch nicht | funktioniert nicht"
    " | das hat nicht geholfen | hat nicht geholfen | hat leider nicht geholfen | nein hat nicht geholfen"
    " | nicht gelost | noch nicht gelost | ist nicht gelost | funktioniert noch nicht | geht immer noch nicht"
    " | funktioniert immer noch nicht | immer noch kaputt | das hat es nicht gelost | wieder offnen",
    Verb.CANCEL: "cancel | cancel it | cancel that | cancel my ticket | cancel ticket | cancel the ticket"
    " | never mind | nevermind | forget it | stop | quit | cancelar | cancela | cancelar ticket | cancelar mi ticket"
    " | retirar | retiralo | retirar ticket | retirar mi ticket | olvidalo | dejalo | abbrechen | abbruch"
    " | stornieren | ticket stornieren | zuruckziehen | ticket zuruckziehen | mein ticket zuruckziehen"
    " | vergiss es | lass gut sein",
    Verb.NEWS: "any news | is there any news | any news yet | any news on my ticket | any news about my ticket"
    " | news | any update | update | any updates | updates | anyone there | anybody there"
    " | is anyone there | is anybody there | hello anyone | hello anybody | still waiting | im still waiting"
    " | bump | nudge | nudge it | hurry up | when | what is taking so long | whats taking so long"
    " | whats happening | hay novedades | novedades | alguna novedad | hay alguien | sigo esperando"
    " | hay noticias | noticias | alguna noticia | hay alguna novedad | hay algo nuevo | algo nuevo"
    " | cuando | insistir | gibts was neues | gibt es was neues | gibt es schon was neues | gibt es neuigkeiten"
    " | neuigkeiten | was neues | schon was neues | ist jemand da | ich warte noch | ich warte immer noch | wann"
    " | nachhaken | nachfragen",
    Verb.PERSON: "person | human | agent | operator | staff | a person please | persona | una persona | humano | agente"
    " | una persona por favor | mensch | ein mensch | mitarbeiter",
    Verb.PHONE: "talk by phone instead | mejor por telefono | por telefono | lieber telefonieren | telefonieren"
    " | phone | call | telephone | telefono | llamada | una llamada | telefon | anruf",
    Verb.EMAIL: "email | e-mail | email address | correo electronico | e-mail adresse",
    Verb.RESTART: "start over | restart | start again | begin again | reset | from the beginning"
    " | empezar de nuevo | empezar otra vez | desde el principio | de nuevo | reiniciar | volver a empezar"
    " | neu anfangen | von vorne | von vorn | neustart | noch mal von vorne | nochmal von vorne | noch einmal von vorn",
    Verb.TICKET: "ticket | open a ticket | open ticket | new ticket | create a ticket | file a ticket | make a ticket"
    " | i want a ticket | open ticket please | abrir ticket | abrir un ticket | nuevo ticket | crear ticket"
    " | un ticket | abre un ticket | crear un ticket | quiero un ticket | quiero abrir un ticket | ticket offnen"
    " | ein ticket offnen | ticket eroffnen | ein ticket eroffnen | neues ticket | ein neues ticket | ein ticket"
    " | ticket erstellen",
    Verb.LINK: "link | link account | link my account | link code | code | vincular | vincular cuenta"
    " | vincular mi cuenta | enlazar | verknupfen | konto verknupfen | mein konto verknupfen | konten verknupfen"
    " | verbinden",
    Verb.UNLINK: "unlink | unlink account | unlink my account | unlink accounts | separate accounts"
    " | separate my accounts | undo link | desvincular | desvincular cuenta | desvincular mi cuenta"
    " | desvincular cuentas | separar cuentas | separar mis cuentas | trennen | konten trennen | meine konten trennen"
    " | konto trennen | mein konto trennen | verknupfung losen | verknupfung aufheben",
    Verb.LANGUAGE: "language | change language | idioma | cambiar idioma | sprache | sprache andern",
    Verb.ZONE: "time zone | timezone | zone | zona horaria | zona | zeitzone",
    Verb.YES: "yes | y | yep | yeah | yes please | yes thanks | ok | okay | sure | si | claro | vale"
    " | si gracias | si por favor | si claro | claro que si | por supuesto | de acuerdo | sip"
    " | ja | ja bitte | ja danke | ja gern | ja gerne | ja klar | klar | genau | jo | gern | gerne | passt"
    " | einverstanden",
    Verb.NO: "no | n | nope | not yet | no thanks | not really | aun no | todavia no | no gracias"
    " | no todavia no | no aun no | la verdad no | nein | nee | noch nicht | nein noch nicht | nein danke"
    " | leider nicht | leider noch nicht | nein leider nicht | nicht wirklich",
    Verb.NONE: "none | none of these | none of them | neither | something else | ninguno | ninguno de estos"
    " | ninguno de ellos | ninguno me sirve | ninguna | ninguna de estas | otra cosa | es otra cosa | keiner | keine"
    " | keins | keiner davon | keine davon | keins davon | keines davon | nichts davon | etwas anderes"
    " | es ist etwas anderes | was anderes | ninguna de ellas | ninguna de estas horas | ninguna me sirve"
    " | ninguna me viene bien | ninguno me viene bien | keine dieser zeiten | keine passt | keine passt mir"
    " | keiner passt | keiner passt mir",
    Verb.ACCEPT: "i accept | accept | i agree | agree | agreed | accepted | yes i accept | yes i agree | acepto"
    " | si acepto | aceptar | estoy de acuerdo | si estoy de acuerdo | ich akzeptiere | akzeptieren | akzeptiert"
    " | ja ich akzeptiere | ich stimme zu | ja ich stimme zu | stimme zu | ich nehme an | ich bin einverstanden"
    " | yo acepto | lo acepto | acepto las condiciones | acepto el precio",
    Verb.REFUSE: "i dont accept | i do not accept | dont accept | i dont agree | i do not agree | i decline"
    " | decline | declined | refuse | i refuse | no acepto | no aceptar | rechazar | rechazo | no estoy de acuerdo"
    " | ich lehne ab | ablehnen | abgelehnt | ich akzeptiere nicht | ich stimme nicht zu | stimme nicht zu"
    " | nicht einverstanden | ich bin nicht einverstanden | ich akzeptiere das nicht | das akzeptiere ich nicht"
    " | nein ich stimme nicht zu | nein ich akzeptiere nicht | no no acepto | no lo acepto | no acepto el precio",
    Verb.CALL_OFF: "cancel the call | cancel my call | cancel call | cancel the appointment | cancel my appointment"
    " | cancel appointment | cancel the phone call | cancel my phone appointment | cancel the phone appointment"
    " | no call | no call needed | dont call me | please dont call me | cancelar la llamada | cancelar mi llamada"
    " | cancela la llamada | cancelar llamada | cancelar la cita | cancelar mi cita | cancelar cita | cancela mi cita"
    " | cancela mi llamada | cancela la cita | cancelar la cita telefonica | cancelar mi cita telefonica"
    " | anular la cita | anular mi cita | anular la llamada | no me llamen | no me llames | no me llameis"
    " | no me llamen por favor | no necesito la llamada | ya no necesito la llamada | cancela la llamada por favor"
    " | cancela la cita por favor | sag den termin bitte ab | sag bitte den termin ab | ruft mich bitte nicht an"
    " | anruf absagen | den anruf absagen | meinen anruf absagen | termin absagen"
    " | den termin absagen | meinen termin absagen | mein termin absagen | sag den termin ab | sag meinen termin ab"
    " | telefontermin absagen | den telefontermin absagen | meinen telefontermin absagen | telefonat absagen"
    " | termin stornieren | anruf stornieren | ruft mich nicht an | ruf mich nicht an"
    " | kein anruf notig | ich brauche keinen anruf",
    Verb.MOVE_CALL: "move the call | move my call | move call | move the appointment | move my appointment"
    " | move appointment | reschedule | reschedule the call | reschedule my call | reschedule the appointment"
    " | reschedule my appointment | another time | a different time | change the appointment | change my appointment"
    " | change the call | cambiar la llamada | cambiar mi llamada | cambiar la cita | cambiar mi cita | cambia mi cita"
    " | cambiar la cita telefonica | cambiar mi cita telefonica | cambiar la hora de la llamada"
    " | cambiar la hora de la cita | cambiar la hora de mi cita | mover la cita | mover mi cita | mover la llamada"
    " | mover mi llamada | otra hora | otra hora por favor | a otra hora | otro horario | elegir otra hora"
    " | reprogramar | reprogramar la llamada | reprogramar mi llamada | reprogramar la cita | reprogramar mi cita"
    " | aplazar la cita | aplazar la llamada | termin verschieben | den termin verschieben | meinen termin verschieben"
    " | mein termin verschieben | telefontermin verschieben | den telefontermin verschieben"
    " | meinen telefontermin verschieben | telefonat verschieben | anruf verschieben | den anruf verschieben"
    " | meinen anruf verschieben | termin umbuchen | termin andern | den termin andern"
    " | andere zeit | eine andere zeit | andere zeit wahlen | anderer termin"
    " | ein anderer termin | einen anderen termin",
    Verb.STATEMENT: "statement | my statement | show my statement | bill | my bill | show my bill | costs so far"
    " | what does it cost so far | how much is it so far | extracto | mi extracto | mi cuenta hasta ahora"
    " | cuanto llevo | coste hasta ahora | cuanto cuesta hasta ahora | abrechnung | meine abrechnung | kosten bisher"
    " | was kostet es bisher | wie viel kostet es bisher | zeig meine abrechnung | zeige meine abrechnung"
    " | mis cargos | ver mis cargos | resumen de cargos | mi resumen de cargos | ver mi resumen de cargos",
    Verb.WITHDRAW: "withdraw | i withdraw | withdraw my acceptance | withdraw acceptance | i take it back"
    " | no more billed work | stop billing | stop the billed work | retirar mi aceptacion | retiro mi aceptacion"
    " | retirar mi consentimiento | retiro mi consentimiento | no mas trabajo facturado | no mas trabajo de pago"
    " | no mas ayuda de pago | zustimmung zuruckziehen | ich ziehe meine zustimmung zuruck"
    " | meine zustimmung zuruckziehen | zustimmung zurucknehmen | ich nehme meine zustimmung zuruck"
    " | zustimmung widerrufen | meine zustimmung widerrufen | ich widerrufe meine zustimmung | widerrufen"
    " | keine kostenpflichtige hilfe mehr | keine kostenpflichtige arbeit mehr | nichts mehr berechnen",
    Verb.SKIP: "skip | next | nothing | nothing to add | dont know | i dont know | no idea | saltar | omitir"
    " | nada | nada mas | no se | no lo se | ni idea | nada que anadir | siguiente | uberspringen | auslassen | weiter"
    " | nichts | nichts weiter | keine ahnung | weiss nicht | weiss ich nicht | ich weiss nicht",
}

INSIDE: dict[Verb, str] = {
    Verb.PERSON: "talk to a person | talk to a human | talk to someone | talk to somebody | speak to a person"
    " | speak to someone | speak to somebody | speak to a human | speak with a person | speak with someone"
    " | talk with a person | talk to a real | speak to a real | talk to an agent | speak to an agent | talk to staff"
    " | hablar con una persona | hablar con alguien | hablar con un agente | hablar con un humano"
    " | mit einem menschen | mit einer person sprechen | mit einer person reden | mit jemandem sprechen"
    " | mit jemandem reden | mit einem mitarbeiter",
    Verb.PHONE: "call me | give me a call | phone me | ring me | talk by phone | speak by phone | talk on the phone"
    " | speak on the phone | help by phone | help on the phone | phone support | phone appointment | llamame"
    " | llamenme | llameme | llamadme | pueden llamarme | puedes llamarme | hablar por telefono | ayuda por telefono"
    " | ruf mich an | ruft mich an | ruf mich bitte an | ruft mich bitte an | rufen sie mich an"
    " | rufen sie mich bitte an | mich anrufen | mich zuruckrufen | mit euch telefonieren | mit ihnen telefonieren"
    " | telefonisch sprechen | am telefon sprechen",
    Verb.EMAIL: "can i email you | can i e-mail you | can i mail you | can i send an email | can i send you an email"
    " | can i write you an email | i email you | what is your email | whats your email | whats your e-mail"
    " | what is your e-mail | an email instead | by email instead | escribiros un correo | escribirles un correo"
    " | escribirles un email | enviarles un correo | enviaros un correo | enviarles un email | cual es su correo"
    " | cual es vuestro correo | euch eine mail | euch eine e-mail | ihnen eine e-mail | ihnen eine mail"
    " | kann ich eine mail | kann ich eine e-mail | euch mailen | ihnen mailen | wie lautet eure e-mail"
    " | wie ist eure e-mail",
}
"""What is asked of us inside a sentence; things that merely occur in one ("my phone number is wrong") are not."""

OF_A_TICKET = frozenset(
    {
        *(Verb.SHOW, Verb.STATUS, Verb.SOLVED, Verb.UNSOLVED, Verb.CANCEL, Verb.NEWS, Verb.PHONE, Verb.TICKET),
        *(Verb.CALL_OFF, Verb.MOVE_CALL, Verb.WITHDRAW, Verb.STATEMENT),
    }
)
"""Commands that a bare number may follow: "show 12"."""

COURTESY = frozenset(
    {"yes", "yeah", "ok", "okay", "thanks", "thank", "you", "great", "super", "perfect", "please", "sorry"}
    | {"si", "vale", "gracias", "perfecto", "genial", "ja", "danke", "prima", "bitte"}
)
"""Words around a command that say nothing themselves; "no" isn't one."""

LANGUAGE_NAMES: dict[str, str] = {
    "en": "en | english | ingles | englisch",
    "es": "es | spanish | espanol | castellano | spanisch",
    "de": "de | german | deutsch | aleman",
}

# Spaces are matched possessively: a text of many of them takes no longer.
_NUMBER = re.compile(r"(?:#|\bticket(?:\s*+#)?|\bnr\.?|\bno\.)\s*+(\d{1,9})\b", re.IGNORECASE)
_ADD = re.compile(
    r"^\s*(?:add|append|añade|anade|añadir|agrega|agregar|ergänze|ergänzen|hinzufügen|zusatz)(?:\s+(?:this|esto|das))?"
    r"(?:(?:\s+(?:to|a|al|zu))?\s*+(?:#|ticket(?:\s*+#)?)\s*+(?P<number>\d{1,9})\b|\s+(?:to|a|al|zu)\s+(?P<bare>\d{1,9})\b|\s*(?=:))"
    r"\s*[:,–-]?\s*(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(
    r"^\s*(?:link|code|vincular|verkn[uü]pfen)(?:\s*+:)?\s++([a-hjkmnp-tv-z2-9]{4}-?[a-hjkmnp-tv-z2-9]{3}[2-9])\s*$",
    re.IGNORECASE,
)
_BARE_CODE = re.compile(r"^\s*([A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{3}[2-9])\s*$")
_ZONE = re.compile(
    r"^\s*(?:(?:my|mi|meine)\s+)?(?:"
    r"(?:time\s?zone|timezone|zona\s++horaria|zeitzone)(?:\s*+(?:is|es|ist|:|=))?\s++(?P<named>\S+(?:\s+\S+){0,2})"
    r"|(?:zone|zona)\s++(?!(?:horaria|file|dns|transfer|editor|records?)\b)(?P<bare>\S+(?:\s+\S+)?))\s*$",
    re.IGNORECASE,
)
"""A bare "zone" may also be one of the DNS: then only a short name after it is a time zone."""


def _phrases(text: str) -> list[list[str]]:
    return [plain(phrase).split() for phrase in text.split("|")]


def _by_length() -> dict[int, list[tuple[Verb, list[str]]]]:
    table: dict[int, list[tuple[Verb, list[str]]]] = defaultdict(list)
    for verb, phrases in WHOLE.items():
        for words in _phrases(phrases):
            table[len(words)].append((verb, words))
    return dict(table)


_WHOLE = _by_length()
_EXACT = {" ".join(words): verb for rows in _WHOLE.values() for verb, words in rows}
_INSIDE = [(verb, " ".join(words)) for verb, text in INSIDE.items() for words in _phrases(text)]
_LANGUAGE_WORDS = {word: code for code, text in LANGUAGE_NAMES.items() for [word] in _phrases(text)}


@lru_cache(maxsize=256)
def read(text: str) -> Intent:
    """The intent of one message; ``Verb.WORDS`` with the whole text when it is none."""
    if special := _with_argument(text):
        return special
    named = _NUMBER.search(text)
    number = int(named[1]) if named else 0
    rest = plain(text[: named.start()] + " " + text[named.end() :] if named else text)
    words = rest.replace("'", "").split()
    if not words and number:
        return Intent(Verb.NUMBER, number)
    if len(words) == 1 and words[0].isdecimal() and not named and len(words[0]) <= 9:
        return Intent(Verb.NUMBER, int(words[0]))
    if len(words) > SENTENCE_WORDS_MAX:
        return Intent(Verb.WORDS, number, text)
    if not named and len(words) > 1 and words[-1].isdecimal() and len(words[-1]) <= 9:
        verb = _whole(words[:-1])
        if verb in OF_A_TICKET:
            return Intent(verb, int(words[-1]))
    if verb := _whole(words) or _whole(_without_courtesy(words)):
        return Intent(verb, number)
    verb, said_more = _inside(words)
    return Intent(verb, number, text if said_more else "")


def _with_argument(text: str) -> Intent | None:
    """Commands that carry something: a ticket's words, a code, a zone, a language."""
    if is_email(text):
        return Intent(Verb.EMAIL)
    if add := _ADD.match(text):
        return Intent(Verb.ADD, int(add["number"] or add["bare"] or 0), add["text"].strip())
    if link := (_LINK.match(text) or _BARE_CODE.match(text)):
        return Intent(Verb.LINK, text=link[1])
    if zone := _ZONE.match(text):
        return Intent(Verb.ZONE, text=zone["named"] or zone["bare"])
    words = plain(text).split()
    if 1 <= len(words) <= 3 and (code := _LANGUAGE_WORDS.get(words[-1])) and len(words[-1]) > 2:
        lead = words[:-1]
        if not lead or lead[0] in {"language", "idioma", "sprache", "speak", "in", "en", "auf", "habla"}:
            return Intent(Verb.LANGUAGE, text=code)
    return None


def _without_courtesy(words: list[str]) -> list[str]:
    """What remains of "yes, that solved it, thank you" without the thanks."""
    said = [i for i, word in enumerate(words) if word not in COURTESY]
    return words[said[0] : said[-1] + 1] if said else []


def _whole(words: list[str]) -> Verb | None:
    """The command that these words are: to the letter if there is one, else but for a typo."""
    if exact := _EXACT.get(" ".join(words)):
        return exact
    for verb, phrase in _WHOLE.get(len(words), ()):
        if len(words) == 1 and len(words[0]) != len(phrase[0]):
            continue  # "emails" is no slip of "email"
        if all(near(ours, theirs) for ours, theirs in zip(phrase, words, strict=True)):
            return verb
    return None


def _inside(words: list[str]) -> tuple[Verb, bool]:
    """What is asked for within a sentence, and whether the sentence says more than that."""
    padded = f" {' '.join(words)} "
    for verb, phrase in _INSIDE:
        if f" {phrase} " in padded:
            return verb, len(words) - len(phrase.split()) > WORDS_AROUND_MAX
    return Verb.WORDS, True
