"""Guess the language of a short, misspelt question, or say that it can't be told.

Small words tell most ("my", "mis", "meine"), letters that one language has tell too, and the words
that clients of a host use lean towards one. Names of things ("dns", "wordpress", "error 525") are alike
everywhere and count for nothing. A few words of languages that desks around seldom offer are known, so
that French isn't taken for Spanish.
"""

import re
from collections.abc import Sequence

from bot.core.words import APOSTROPHES, unaccented

CHARS_MAX = 1_000
"""The beginning tells the language; the rest is often a pasted log, in English whoever wrote."""

SCORE_MIN = 2
"""One word that only leans ("site", "server") decides nothing."""

_TELLS, _LEANS = 3, 1

_TELLING = {
    "en": """
        i im ive my mine your youre our the this that these those there here it its is isnt are arent was
        wasnt were am be been do does doesnt dont dosent dosnt did didnt done have has hasnt havent had having
        can cant could couldnt will wont would wouldnt should shouldnt not nothing never what whats when where
        why who how which and or but because if then than with without from for into after before since until
        while about any some every all only just still again already anymore please pls plz thanks thank thx
        hello hey help need needs want wants get gets getting got keep keeps says said saying try tried trying
        change changed make made someone anyone something anything everything of on at by we they you he she
        yes yesterday today tomorrow know find see show shows use using broken works work working worked
        stopped stop fails failing slow no reset cancel renew bounce bounces arrive arives arive arrives
        arriving receive recieve receiving sending sent log logged forgot forgotten lost missing wrong bounced
        bouncing blocked expired loading opening move another other old""",
    "es": """
        el los un una unos unas mi mis tu tus su sus nuestro nuestra nuestros yo usted ustedes ellos que quien
        cual cuando donde como cuanto porque por para con sin desde hasta sobre del al pero no y ni si esta
        este esto estos estas estan estoy eso esa ese ser soy son estaba fue era tengo tiene tienen tenemos
        hay ha han hace hacer hago puedo puede pueden podemos podria quiero quiere quisiera necesito necesita
        necesitamos muy mas tambien tampoco ya aun todavia siempre nunca ahora hoy ayer manana nada algo
        alguien hola buenos buenas dias tardes gracias favor ayuda ayudarme ayudar saludos nos se le funciona
        funcionan funcionando funsiona llega llegan llegar llegando yega yegan abre abren carga cargan sale
        salen aparece aparecen recibo recibir reciben recibimos enviar envio envia envian mandar entrar
        acceder cambiar crear borrar dice va van caido caida cayo lento lenta perdi olvide olvidado bloqueado
        vencido caducado rebotan rebota sirve deja ke xq correo correos sitio contrasena contrasenas clave
        cuenta factura facturas buzon nombre mensaje mensajes copia tienda telefono seguridad cliente nuevo
        nueva otra otro todo lleno llena espacio renovar configurar instalar restaurar subir pagar pago
        cancelar""",
    "de": """
        ich mich mir mein meine meinen meinem meiner unser unsere unseren wir uns du dein deine ihr ihre sie
        er der das dem den des ein eine einen einem einer kein keine keinen nicht nichts nie niemand noch
        schon mehr und oder aber weil wenn dass ob denn mit ohne von vom zum zur bei beim nach aus auf fur
        fuer uber ueber seit bis vor zwischen ist sind war waren bin bist wird werden wurde habe hab haben hat
        hatte kann kannst konnen koennen konnte muss mussen mochte moechte wollen soll wie wo wann warum wieso
        was wer welche hier dort jetzt heute gestern morgen immer wieder auch nur sehr etwas jemand alle alles
        bitte danke hallo guten tag moin servus gruss grusse hilfe hilft helfen geht gehts gehen ging
        funktioniert funktionieren funktionirt kommt kommen ankommen ladt laedt offnet offnen senden versenden
        schicken empfangen bekomme bekommen kriege erhalte andern aendern einrichten anmelden einloggen
        vergessen verloren kaputt falsch langsam abgelaufen gesperrt gehackt erreichbar leider nich net isch
        steht zeigt sagt brauche weiss webseite webseiten seite seiten postfach passwort kennwort konto
        rechnung rechnungen nachricht nachrichten fehler fehlermeldung zertifikat datenbank sicherung
        speicherplatz kunde kundennummer meldung zugang zugriff umzug anfrage voll erneuern verlangern
        wiederherstellen bezahlen schlagt fehl kundigen kuendigen kostet ja nein""",
    "fr": """
        je mon ma votre notre nous vous elle une est sont ne pas plus avec sans pour dans sur mais bonjour
        merci pourquoi marche fonctionne fonctionnent peux peut veux cest jai quand quoi chez et courriel
        messagerie""",
    "it": """
        gli della nel non che mio miei sono siamo perche ciao grazie buongiorno aiuto funziona funzionano
        arrivano riesco posso voglio questo questa sito casella fattura dove anche""",
    "pt": """
        meu minha meus minhas seu nao com sem voce voces ola obrigado obrigada funcionam estao tenho consigo
        preciso senha uma um isso os""",
    "nl": """
        ik mijn het een niet geen van voor zonder maar waarom hoe wanneer waar kan kunnen heeft hebben zijn
        werkt doet deze dit dat ook nog naar bedankt graag wachtwoord krijg ontvang""",
}
_LEANING = {
    "en": """
        site website page pages mailbox inbox password account invoice billing server down up issue problem
        problems name key certificate backup in out off a so me to delete spam folder phone new login set full
        too many much very large gone failed payment pay update upload download increase records stuck junk
        setup load user users file files time day days""",
    "es": """
        pagina paginas servidor dominio dominios problema problemas certificado es me de la las lo en a o te
        disco base""",
    "de": "mails telefon laden die in es so im am man an will get fur kosten",
}
"""Without accents and apostrophes. A word may stand for several languages, and then tells little."""

_LETTERS = {"es": "ñ¿¡áíóúé", "de": "ßäöü", "fr": "çèêàùœé", "pt": "ãõçáê", "it": "èàòù"}
_LETTERS_TELLING = "ñ¿¡ßãõœ"
_LETTERS_COUNTED_MAX = 3
"""So many letters of one language count: a name in another language must not decide."""


def _weights() -> dict[str, dict[str, int]]:
    weights: dict[str, dict[str, int]] = {}
    for lists, weight in ((_LEANING, _LEANS), (_TELLING, _TELLS)):
        for lang, words in lists.items():
            for word in words.split():
                weights.setdefault(word, {})[lang] = weight
    return weights


_WEIGHTS = _weights()
_UNTOLD: dict[str, int] = {}
_NAME = re.compile(r"[@/\\_]|\w\.\w")
"""In addresses, links and file names, which are in no language."""
_WORD = re.compile(r"[^\W\d_]+")


def guess(text: str, among: Sequence[str] = ("en", "es", "de")) -> str:
    """The one of ``among`` that ``text`` is written in; "" when nothing tells or two are as likely."""
    lowered = text[:CHARS_MAX].lower()
    scores = dict.fromkeys((*among, *_TELLING), 0)
    spoken = " ".join(word for word in lowered.translate(APOSTROPHES).split() if not _NAME.search(word))
    for word in _WORD.findall(unaccented(spoken)):
        for lang, weight in _WEIGHTS.get(word, _UNTOLD).items():
            scores[lang] += weight
    if not spoken.isascii():
        _add_letters(scores, spoken)
    best, second, *_ = sorted(scores, key=scores.__getitem__, reverse=True)
    decided = scores[best] >= SCORE_MIN and scores[best] > scores[second]
    return best if decided and best in among else ""


def _add_letters(scores: dict[str, int], text: str) -> None:
    foreign = [letter for letter in text if not letter.isascii()]
    for lang, letters in _LETTERS.items():
        found = [letter for letter in foreign if letter in letters][:_LETTERS_COUNTED_MAX]
        scores[lang] += sum(_TELLS if letter in _LETTERS_TELLING else _LEANS for letter in found)
