r"""The words of each language by which a secret is known, and what is said of a password instead of it.

Only data, by language; the finders (``labels`` and its siblings) join the languages. Words stand as
expressions where they are inflected; a space stands for any run of spaces or a hyphen.
"""

import re
from collections.abc import Mapping

from bot.core.text.words import unaccented

AROUND = ".,;:!?…()[]*_~<>-–—/" + "\"'`“”„«»‘’‚"

# ── Labels ─────────────────────────────────────────────────────────────────────────────

PASSWORDS: Mapping[str, str] = {
    "en": r"pass ?w[o0]r[dt]s?|passwds?|psswd|pass ?codes?|pass ?phrases?|(?:secret|security) word"
    r"|(?:seed|recovery|mnemonic) phrases?"
    r"|(?:db|ftp|smtp|imap|mail|user|admin|root|sql|auth|login)_?pass",
    "de": r"pass ?w(?:or|ör)t(?:er|es|s|e)?|kennw(?:or|ör)t(?:er|es|s|e)?"
    r"|codewort|(?:wlan|wifi|netzwerk) ?(?:netzwerk)?schlüssel",
    "es": r"frases? de (?:contraseña|paso)|contrase(?:ñ|n\u0303?)as?|palabra clave(?= para)"
    r"|palabra (?:secreta|de paso)|clave (?:de |del )?wi-?fi",
}
"""Those that stand within longer words, too: "Mailpasswort", "DB_PASSWORD"."""
SHORT_PASSWORDS: Mapping[str, str] = {
    "en": r"pass|pwd|pw|p/w|psw|pswd|pword|psk|wpa2? key|(?:wi-?fi|wlan) (?:key|code)"
    r"|key (?:to|for|of) (?:the |our |my )?(?:guest )?(?:wi-?fi|wlan)",
    "de": r"pw\.|(?:parole|losung)(?=:| ist| lautet| war)",
    "es": r"clave|contra(?=:)|(?<=la )contra(?= (?:es|era|del?) )|(?<=mi )contra(?= (?:es|era|del?) )",
}
"""Those that stand alone."""
NEAR_PASSWORDS: Mapping[str, str] = {
    "en": "password passwords passphrase",
    "de": "passwort kennwort",
    "es": "contraseña contraseñas",
}
"""So long that a slip or two leaves them recognizable."""
NO_SLIPS = frozenset(["passport", "passports", "passende", "passendes", "passwords", "kennwert", "kennwerte"])
NOT_CLAVE = r"(?<!palabra )(?<!palabras )(?<!punto )(?<!puntos )"
CLAVE_OF = r"(?!s? (?:primaria|p[uú]blica|for[aá]nea|principal))"

WHERE: Mapping[str, str] = {
    "en": "for|to|of|on|at|in",
    "de": r"f(?:ü|ue)r|zu[mr]?|vo[nm]|im|am|bei|beim|des|der|meines|meiner",
    "es": "de[l]?|para|en",
}
"""What a password is for."""
QUALITIES = (
    r"actual|nueva|nuevo|neu|alt|correcta|inicial|temporal|buena|anterior|provisional|asignada|configurada|registrada"
    r"|ftp|sftp|ssh|imap|smtp|sql|wi-?fi|wlan|e-?mail|mail|webmail|plesk|cpanel|admin|root"
)
"""Behind the label: "contraseña nueva"."""
IS: Mapping[str, str] = {
    "en": r"is|was|will be|should be|would be|could be|might be",
    "de": r"ist|war|wäre|waere|lautet|lautete|heißt|heisst|hieß|müsste|sollte|könnte|dürfte",
    "es": r"es|era|sea|fuera|ser[áa]|ser[íi]a|podr[íi]a ser|deber[íi]a ser|debe ser"
    r"|puede ser|sigue siendo",
}
NOT_ITS: Mapping[str, str] = {
    "en": r"user\w*|log-?in|name|host|server|domain|ticket|client\w*|invoice|mailbox|order|id|version|port|serial"
    r"|commit|as|queued|account|file|user id",
    "de": r"benutzer\w*|nutzer\w*|kund\w*|rechnung|postfach|serien\w*|konto|datei",
    "es": r"usuario|factura|buz[oó]n|serie\w*|cuenta",
}
"""Before what belongs to something else than the password near it."""
OTHER_ONE: Mapping[str, str] = {
    "en": r"new|old|other|right|correct|current|now",
    "de": r"neue|alte|richtige|andere|jetzt",
    "es": r"nueva|vieja|otra|correcta|ahora",
}
"""The second password of a message: "and the new one is …"."""
GIVEN: Mapping[str, str] = {
    "en": r"given|told|sent|using|provided|assigned|issued|emailed|texted|shown|shared",
    "de": r"gegeben|genannt|geschickt|mitgeteilt",
    "es": r"dad[oa]|enviad[oa]|usando",
}
"""Behind "was": how they came by it, not what it is."""
AGAIN: Mapping[str, str] = {
    "en": r"again|here|below|now|is below|as follows",
    "de": r"nochmals?|hier|unten|jetzt",
    "es": r"otra vez|de nuevo|aquí|abajo|ahora",
}
"""Between the label and the colon."""
WHO: Mapping[str, str] = {
    "en": r"i|we|you|he|she|they",
    "de": r"ich|wir|du|ihr|er|sie",
    "es": r"yo|me|nos|le|te|les|uso|usamos|usaba|tengo|tenía|pongo|puse|pusimos|creé|cambié",
}
"""Who uses it, or was given it: "the password that I use", "la contraseña que me dieron"."""
THAT = r"that|which|que|die|das|den"
TYPED: Mapping[str, str] = {
    "en": r"typed?|typing|enter(?:ed|ing)?|put|use[ds]?|using|tried|try|trying|sets?",
    "de": r"tippe|getippt|gebe|eingegeben|nehme|benutze|verwende|probiere|mit",
    "es": r"escrib[oí]|pongo|puse|uso|usé|meto|tecleo|ingreso|ingresé|introduzco|probé|con",
}
"""What one does with a secret that stands before its label: "I typed X in the password field"."""
CHANGED: Mapping[str, str] = {
    "en": r"(?:changed|set|reset) (?:the|my|our|its|his|her|their)"
    r" (?:[\w@.-]{1,40} ){0,2}(?:password|passwort|pw|pass) to",
    "de": r"(?:passwort|kennwort|pw) (?:auf|zu)",
    "es": r"(?:cambié|cambiado|puse|puesto|cambiamos|pusimos) (?:la|mi|nuestra) (?:contraseña|clave) (?:a|por)",
}
"""Behind these stands what the password is now, however weak."""
GOES_ON: Mapping[str, str] = {
    "en": "and but or so because since when while then still doesn't isn't won't can't fails works worked right ok",
    "de": "und aber oder weil seit wenn dann geht funktioniert klappt richtig",
    "es": "y pero o porque desde cuando entonces funciona falla entra puedo",
}
"""Behind a password of several words: the sentence goes on."""
AS_PASSWORD: Mapping[str, str] = {
    "en": r"as (?:my |the |a |our )?password (?:i|we) (?:use|used|put|have|set|chose)",
    "de": r"als (?:passwort|kennwort) (?:nehme|benutze|verwende|nutze|habe) (?:ich|wir)",
    "es": r"(?:como|de) (?:contraseña|clave) (?:uso|usé|puse|pongo|tengo|tiene|usamos|pusimos)",
}
SINCE: Mapping[str, str] = {
    "en": r"yesterday|today|and|but|now|since|then|last|this morning",
    "de": r"geändert|gesetzt|gestellt|stellen|setzen|ändern",
    "es": r"ayer|hoy|y|pero|desde|ahora",
}
"""What follows it."""
IN_CASE: Mapping[str, str] = {
    "en": r"(?:just )?in case|if (?:you|it|needed)",
    "de": r"falls",
    "es": r"por si|si hace falta|si la necesita[ns]?",
}
"""Said in between: "my password, in case you need it: …"."""
NOT_CHANGED_TO: Mapping[str, str] = {
    "en": "something anything one new another other be get login log work it same default none nothing",
    "de": "etwas was neue neues einen",
    "es": "algo otra otro una uno nueva misma seguridad mano ciegas error petición diario",
}
MEASURED: Mapping[str, str] = {
    "en": "characters character chars letters digits",
    "de": "zeichen buchstaben ziffern",
    "es": "caracteres carácter letras dígitos",
}
"""Of what a password has so many."""
THAN: Mapping[str, str] = {"en": r"than", "de": r"als", "es": r"que"}
"""Behind what it is compared by: "is longer than …"."""
TO_BE = "is|ist|es|lautet|was|war|era"
AS_OR_IS = "as|is|ist|es|como|als|was|war|era"
THE = "the|a|our|der|die|das|ein|unser|el|la|un"
STILL: Mapping[str, str] = {
    "en": "now|still|just|currently|actually|probably|maybe",
    "de": "jetzt|grad|gerade|noch|immer|nun|dann|also|wohl|vermutlich",
    "es": "ahora|aún|todavía|entonces|creo",
}
BESIDES: Mapping[str, str] = {
    "en": r"as|is|was|for|to|that's|that is|which is",
    "de": r"als|ist|war|das ist",
    "es": r"como|de|es|era|esa es|que es",
}
"""Between a secret and its label behind it: "X as the new password"."""
ARTICLES: Mapping[str, str] = {
    "en": "the|my|our|a|new|old|mailbox|admin",
    "de": "das|mein|unser|neues|altes|neue|alte|ein",
    "es": "la|mi|nuestra|nueva|una",
}

# ── What is said of a password ─────────────────────────────────────────────────────────

STATES: Mapping[str, str] = {
    "en": """
    not no never wrong incorrect invalid expired expiring being getting rejected refused denied declined blocked
    locked disabled suspended compromised hacked leaked stolen lost forgotten missing unknown required needed
    necessary mandatory empty blank correct right ok okay fine good bad valid accepted working broken failing
    failed changed reset updated set saved stored encrypted protected different same too very weak strong short
    long old new outdated case-sensitive yes true false none null hidden asked requested unrecognized
    unrecognised recognized recognised mismatched already also always now still again only just currently
    actually probably maybe usual one sent shown gone out off up down unchanged identical known safe secure unsafe
    causing
    apparently seemingly suddenly somehow definitely clearly simply really certainly obviously possibly perhaps
    hopefully sometimes often usually quite rather pretty totally completely absolutely almost nearly exactly indeed
    today yesterday tomorrow there everywhere somewhere nowhere about between before after both either neither all any
    each every some many few several two three four five six seven eight nine ten twelve plain plaintext hashed salted
    readable visible invisible shared public private personal unique random complicated complex simple easy hard
    difficult ignored cut truncated lower upper typed entered active inactive available unavailable possible impossible
    important useless strange weird odd what who where minimum maximum at least case identical
    see as nil default optional string greyed case sensitive mismatch text username user forgot files
    """,
    "de": """
    nicht falsch abgelaufen ungültig gültig inkorrekt korrekt richtig gesperrt blockiert abgelehnt verweigert weg
    verloren vergessen unbekannt nötig pflichtfeld erforderlich notwendig pflicht leer geändert zurückgesetzt
    gespeichert
    schwach stark kurz lang alt neu kein keine nie ja nein gestohlen gehackt kompromittiert bekannt gleich
    dasselbe immer noch jetzt nun wieder schon auch nur sicher unsicher defekt kaputt anders identisch gut doch
    eigentlich leider irgendwie scheinbar angeblich plötzlich offenbar vermutlich wahrscheinlich definitiv bestimmt
    ganz total völlig irgendwo nirgends gestern heute morgen vorgestern dort da hier zwar halt eben nämlich also
    vielleicht wirklich tatsächlich einfach komplex kompliziert sichtbar unsichtbar lesbar verschlüsselt persönlich
    geheim öffentlich privat zufällig einmalig mindestens höchstens bisher vorher nachher später früher zuletzt
    letzte letzten drei vier fünf sechs sieben acht neun zehn zwei überall allen alles fast genau dabei hinterlegt
    seit siehe steht kommt bleibt groß klein besser egal unverändert mal wohl folgt benutzer
    """,
    "es": """
    incorrecta incorrecto errónea erróneo equivocada equivocado mala mal inválida inválido válida caducada
    caducado expirada vencida rechazada rechazado bloqueada denegada correcta correcto buena misma olvidada
    perdida requerida necesaria obligatoria obligatorio débil fuerte corta larga vieja nueva antigua distinta
    diferente sí
    cambiada robada hackeada desconocida ahora aún todavía siempre nunca segura insegura igual mejor viene va
    realmente simplemente claramente seguramente quizás quizá tampoco también bastante casi hoy ayer mañana aquí allí
    compleja sencilla fácil difícil única personal compartida pública privada activa inactiva temporal provisional
    visible secreta tan solo sólo cosa todo toda dos tres cuatro cinco seis ocho diez desde hace
    está sin usuario ni ninguna ninguno
    """,
}
"""What a password is said to be, rather than what it is."""
DENIALS: Mapping[str, str] = {
    "en": "not no never yes wrong incorrect invalid expired rejected refused required see sent as forgot files",
    "de": "nicht kein keine nie ja nein falsch ungültig abgelaufen abgelehnt siehe steht kommt bleibt wie folgt",
    "es": "nunca ninguna ninguno sí incorrecta incorrecto errónea inválida caducada rechazada viene sin va está ni",
}
"""Those of them that say so after a colon too, when a word follows; "password: correct horse" is a password."""
CLAUSES: Mapping[str, str] = {
    "en": """
    the a an my your his her our their this that these what it i we you in on at to for with by from and or as if
    when where how why which who because but so under than i'll we'll
    """,
    "de": """
    der die das ein eine mein dein sein ihr unser ich wir von vom zu zum zur mit bei im auf für wie was wenn sehr
    weil und oder aber dass dieses diese laut per
    """,
    "es": """
    el la los las un una mi tu su lo que con por para de del como cuando si y o muy más demasiado se os le te en
    """,
}
"""Words that open a clause; as one of the last two of a line after a colon they are the password."""
PLACES: Mapping[str, str] = {
    "en": "on at in with for from by",
    "de": "von vom mit bei im",
    "es": "con por para de del en",
}
REMARKS: Mapping[str, str] = {
    "en": """
    enter type choose repeat confirm
    the it i we you is are was be been will must should can could please try again see sent by tell as if when
    this that my your not does doesn't don't i'll we'll unchanged updated field changed
    """,
    "de": """
    eingeben eintippen wiederholen bestätigen wählen ändern
    ist wird wurde bitte nochmal per ich sie wir ihnen dieses wie es nicht noch telefonisch
    siehe steht kommt bleibt geändert erfolgreich teile feld
    """,
    "es": """
    introduzca introduce escriba escribe ponga repita elija cambie confirme
    es que se le os lo está viene va no vuelva pruebe intente campo este actualizada
    """,
}
"""A row of words that holds one of these is a remark; a pass phrase has none."""

# ── Other secrets by their word ────────────────────────────────────────────────────────

CODES: Mapping[str, str] = {
    "en": r"(?:pins?|puk ?[12]?|tan|otp|cvv ?2?|cvc ?2?|csc)(?: (?:code|number))?"
    r"|(?:security|verification|confirmation|login|sign ?in|access|one ?time|door|gate|alarm|voicemail|amex|card"
    r"|sms|2fa|mfa|authenticator|auth|backup|recovery)"
    r" (?:pass ?)?(?:codes?|pins?)|pass ?code|geheimzahl"
    r"|(?:three|3|four|4) (?:last )?(?:digits|numbers|figures) (?:on"
    r"|from|at) (?:the|its) (?:back|front)|last (?:three|3) digits on the back"
    r"|card verification (?:value|code|number)|sms ?token|token sms|one ?time pass(?:word|code)?"
    r"|(?:2fa|mfa|totp|two ?factor)(?=\s?[:=])|(?:phone|telephone|support|caller|banking) (?:pass(?:word)?|code)"
    r"|(?:three|3|four|4|six|6|eight|8) digit (?:code|pin|number)|sec(?:urity)? (?:code|nr|no|number)\.?"
    r"|(?:last )?(?:three|3|four|4)(?: last)? on the (?:back|front)|back of (?:the|my|its) card"
    r"|(?:code|number) (?:on|at|from) (?:the )?(?:back|front)|number (?:in|from) (?:the|my) (?:app|text|sms)"
    r"|(?:the|these|those) (?:six|6|four|4|eight|8) digits",
    "de": r"(?:karten)?prüf(?:ziffer|nummer)|(?:cvc|cvv|pin|sms|tan|puk)-?code"
    r"|(?:bestätigungs|einmal|sicherheits|verifizierungs|anmelde|freischalt)-?codes?"
    r"|(?:tür|tor|alarm|zugangs|zutritts)-?code|(?:die|diese) (?:sechs|6|vier|4|acht|8) ziffern"
    r"|code aus der app|(?:m|sms|photo|push|chip)-?tan"
    r"|telefon(?:passwort|kennwort|code)|zwei ?faktor(?=\s?[:=])|sechs ?stelliger code"
    r"|(?:cvc|cvv)-?nummer|geheimzahl|einmal(?:passwort|kennwort|pin)"
    r"|(?<!letzten )(?:drei|3|vier|4) (?:letzten )?(?:ziffern|zahlen|stellen)(?: (?:hinten"
    r"|vorne|auf der rückseite))?",
    "es": r"(?:código|codigo|clave)s? (?:de (?:seguridad|verificación|verificacion"
    r"|confirmación|un solo uso|acceso|la app)|sms)"
    r"|código de (?:seis|6|cuatro|4|ocho|8) (?:dígitos|cifras|números)|los (?:seis|6|cuatro|4) dígitos"
    r"|código de (?:la )?(?:puerta|alarma|entrada)|puerta código|código del? (?:authenticator|autenticador|app|sms)"
    r"|clave dinámica|doble factor(?=\s?[:=])|código que me (?:llegó|ha llegado|dio|da)|pin telefónico|número secreto"
    r"|(?:tres|3|cuatro|4) (?:últim[oa]s )?(?:números|dígitos|cifras) (?:de (?:atrás"
    r"|detrás)|del (?:reverso|dorso))|(?:cvv|cvc) de la tarjeta",
}
"""Digits behind these go."""
CODE_JOIN = (
    r"is|was|ist|lautet|war|es|era|son|sind|are|a|for|of|de|la|el|tarjeta"
    r"|my|the|sim|card|by|sms|por|per|now|grad|gerade|just|dazu|"
    r"vorne|hinten|code|number|phone|app|aus|der|on|back|with|zu|für|amex|visa|von|del|banco|bank|konto"
)
KEYS: Mapping[str, str] = {
    "en": r"(?:api|access|secret|private|license|licence|product|activation"
    r"|setup|master|signing|encryption|deploy|smtp|repo|app|auth|account"
    r"|shared|preshared|webhook|client)"
    r" ?(?:keys?|tokens?|secrets?)(?: ?id)?|(?:activation|licen[sc]e|registration|unlock|invite) codes?"
    r"|tokens?|secrets?|apikey|bearer|credentials?|webhook|key",
    "de": r"(?:api|lizenz|geheim|zugriffs|produkt|aktivierungs|freischalt)-?(?:schlüssel|tokens?|code)"
    r"|schlüssel|zugriffstoken",
    "es": r"clave (?:de )?(?:api|licencia|secreta|acceso)|clave_secreta|secreto"
    r"|código de (?:activación|licencia|registro)|token de acceso|clave de (?:la )?(?:api|licencia)",
}
"""Long rows of letters and digits behind these go."""
NO_KEYS = (
    *("public", "primary", "foreign", "site", "publishable", "cache", "sort", "partition", "row", "routing", "group"),
    *("index", "lookup", "translation", "object", "hot", "mon", "tur", "domain", "host"),
)
"""Before "key": what anybody may know."""
NO_CODES = (
    *("error", "exit", "status", "zip", "post", "promo", "return", "country", "customer", "discount", "product"),
    *("order", "booking", "tracking", "voucher", "coupon", "area", "reference", "response", "state", "source", "bar"),
)
"""Before "code": what is no secret."""
TRANSFERS: Mapping[str, str] = {
    "en": r"auth(?:ori[sz]ation)? ?(?:code|info|key)|authinfo|epp(?: ?(?:code"
    r"|key))?|transfer (?:code|secret|key|auth|password)",
    "de": r"auth-?code|authinfo|transfer-?code|umzugscode|epp-code",
    "es": r"código (?:de )?(?:autorización|transferencia|epp|auth)|auth ?code|epp",
}
"""Codes with which a domain changes hands."""
BACKUPS: Mapping[str, str] = {
    "en": r"(?:backup|recovery|rescue|emergency|scratch|single use|one ?time) (?:codes?|keys?)"
    r"|(?:totp|2fa|otp|authenticator) (?:secret|seed|key)|setup key",
    "de": r"(?:wiederherstellungs|backup|notfall|ersatz|reserve)-?codes?|totp-?(?:schlüssel|geheimnis)",
    "es": r"(?:códigos?|claves?) de (?:respaldo|recuperación|emergencia|reserva|rescate|copia|un solo uso)"
    r"|semilla totp",
}
"""Codes for when the second factor is lost: several in a row."""
SHOWING: Mapping[str, str] = {
    "en": r"sms|text(?: message)?|token|phone|app|authenticator|otp|authy",
    "de": r"nachricht",
    "es": r"mensaje|móvil|teléfono",
}
SHOWS: Mapping[str, str] = {
    "en": r"said|says|shows?|gives|gave|displays|reads",
    "de": r"zeigt|sagt",
    "es": r"dice|muestra|da|dio",
}
"""A device or a message shows a code: "the app says 123456"."""
CAME: Mapping[str, str] = {
    "en": r"(?:texted|sent|messaged) me",
    "de": r"(?:bekam|erhielt) ich",
    "es": r"me (?:llegó|ha llegado|llega)(?: por (?:sms|mensaje))?",
}
OWN: Mapping[str, str] = {"en": r"my|your", "de": r"meine?|deine?|ihre?", "es": r"mi|tu|su"}
FROM_TEXT: Mapping[str, str] = {
    "en": r"(?:from|in|of) (?:the |my )?(?:text|sms|app|message)",
    "de": r"(?:aus|von) (?:der )?(?:sms|app|nachricht)",
    "es": r"(?:del?|de la) (?:sms|app|mensaje)",
}
SPOKEN = (
    r"you|wanted|asked|i|got|they|texted|sent|me|shows?|says?|said|text"
    r"|from|hotline|meiner|karte|frühere|hinten|auf|rückseite|your|their"
    r"|support|telefon|phone|mi|su|telefónico|atención|al|que|uso|pusieron"
    r"|which|that|this|its|it's|new|old|neue|nueva|reverso|nummer|value"
    r"|cvc|cvv|csc|cid|says|nuevo|nueva|actual|soporte|cliente|service|servicio|banking|online|telefonsupport|kundendienst|telefonischen|telefonischer|got"
    r"|die|das|den|dem|los|las|tu|usted|ustedes|mit|und|ist|hat|gesendet"
    r"|geschickt|bekommen|enviaron"
)
"""Words that may stand between a word for a code and its digits, besides ``CODE_JOIN``."""
QUESTIONS: Mapping[str, str] = {
    "en": r"security (?:question|answer|q\b)|secret (?:question|answer)|maiden name",
    "de": r"sicherheits(?:frage|antwort)|geheim(?:frage|antwort)|mädchenname",
    "es": r"(?:pregunta|respuesta) (?:de seguridad|secreta)|apellido de soltera",
}
LICENCES: Mapping[str, str] = {
    "en": r"licen[sc]e|serial|product ?key|activation|windows ?key",
    "de": r"lizenz|aktivierung|seriennummer",
    "es": r"licencia|activación|clave de producto",
}
"""Rows of groups of letters and digits near these are paid for."""
ANSWERED: Mapping[str, str] = {
    "en": r"i (?:put|said|answered|chose|entered|wrote|gave)",
    "de": r"(?:habe )?ich (?:geantwortet|angegeben|gesagt)",
    "es": r"(?:contesté|respondí|puse|dije|escribí)",
}
ANSWERS: Mapping[str, str] = {"en": "answer", "de": "(?:sicherheits|geheim)?antwort", "es": "respuesta"}
LOGINS: Mapping[str, str] = {
    "en": r"log ?ins?|credentials?|(?:log(?:ged)?|sign) in (?:as|with)|access|basic ?auth|user(?:name)?|account",
    "de": r"zugang(?:sdaten)?|anmelde(?:daten)?|logins?|benutzer(?:name)?|nutzer",
    "es": r"credenciales|entra(?:r)? con|acceso|datos de acceso|usuario",
}
"""Before a name and its password."""

WITH: Mapping[str, str] = {
    "en": r"use|uses|used|try|tried|with|using|enter|type",
    "de": r"mit|nimm|benutze|verwende",
    "es": r"con|usa|use|uso|pon|pongan|prueba",
}
"""Before a label that a password of plain letters follows: "try password summer"."""
COMPOUNDS: Mapping[str, str] = {
    "en": """
    policy policies change changes expiry expiration manager field prompt protection hash hashes length recovery
    rotation page form link mail email box table file files database through phrase word protected authentication
    reset resets request requests hint login auth access security generator less works problem issue error
    """,
    "de": "feld eingabe abfrage änderung richtlinie vergessen zurücksetzen manager schutz",
    "es": "de del para caducada olvidada pública privada primaria foránea ssh api maestra actual temporal",
}
"""Behind "password" they make a longer word rather than name one."""

CARD_WORDS = re.compile(
    r"card|visa|master|amex|american express|maestro|kredit|karte|tarjeta"
    r"|crédito|credito|cvv|cvc|prüf(?:ziffer|nummer)|\bpan\b",
    re.IGNORECASE,
)
EXPIRES = r"(?:exp(?:iry|ires?|iration|\b)|valid|gültig|ablauf|läuft|caduc|vence|válida|vto|good|runs out|mm/yy)"

CODE_BESIDE: Mapping[str, str] = {
    "en": r"code(?:'s)?(?:[\s:=]|[^\W\d_]{1,12}){1,5}+|(?:sec|back)[\s.:]{1,2}",
    "es": r"c(?:o|ó)digo(?:[\s:=]|[^\W\d_]{1,12}){1,5}+",
}
"""Before a security code that stands beside its card's number."""
EXPIRY_HINTS = (
    "exp",
    "valid",
    "gültig",
    "ablauf",
    "läuft",
    "caduc",
    "vence",
    "válida",
    "vto",
    "good",
    "runs out",
    "mm/yy",
)
"""Parts of these, in small letters."""
MONTHS: Mapping[str, str] = {
    "en": r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?",
    "de": r"januar|februar|märz|mai|juni|juli|oktober|dezember|okt|dez",
    "es": r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
}
TICKET_BEFORE: Mapping[str, str] = {
    "en": r"to|into|tickets?|no\.",
    "de": r"zu|tickets?|nr\.?",
    "es": r"al?|tickets?|n\.?[ºo]\.?",
}
"""Before a ticket's number, with or without its sign: "add to 1001 …"."""


# ── Where to look at all ───────────────────────────────────────────────────────────────

PASSWORD_HINTS = (
    "pass",
    "pw",
    "p/w",
    "psw",
    "psk",
    "kennw",
    "wort",
    "clave",
    "contra",
    "key",
    "schlüssel",
    "secret w",
    "pswd",
    "pword",
    "wifi code",
    "wi-fi code",
    "wlan",
    "palabra",
    "frase",
    "phrase",
    "parole",
    "losung",
    "security w",
)
LOGIN_HINTS = (
    "login",
    "log in",
    "sign in",
    "user",
    "usuario",
    "credential",
    "credencial",
    "zugang",
    "nutzer",
    "acceso",
    "anmelde",
    "access",
    "account",
    "u:",
    "u=",
    "root",
    "admin",
    "entra",
    "basic",
)
SERVICE_HINTS = ("ftp", "ssh", "panel", "plesk", "wp-", "wordpress", "phpmy", " / ")
ANSWER_HINTS = (
    "answer",
    "antwort",
    "respuesta",
    "maiden",
    "mädchen",
    "soltera",
    "question",
    "frage",
    "pregunta",
    "security q",
)
KEY_HINTS = (
    "key",
    "token",
    "secret",
    "schlüssel",
    "credential",
    "clave",
    "bearer",
    "webhook",
    "aktivierungscode",
    "code",
    "código",
    "licen",
    "lizenz",
    "serial",
    "serien",
    "activ",
    "aktivier",
)
TRANSFER_HINTS = ("auth", "epp", "transfer", "umzug", "autoriz")
CODE_HINTS = (
    "pin",
    "puk",
    "tan",
    "otp",
    "cvv",
    "cvc",
    "csc",
    "code",
    "código",
    "codigo",
    "ziffer",
    "zahl",
    "prüf",
    "digit",
    "number",
    "figure",
    "stellen",
    "número",
    "dígito",
    "cifra",
    "geheim",
    "sms",
    "authent",
    "einmal",
    "use ",
    "clave",
    "2fa",
    "mfa",
    "token",
    "phone",
    "app",
    "text",
    "lleg",
    "factor",
    "on the ",
    "sec",
    "móvil",
)
BACKUP_HINTS = (
    "backup",
    "recovery",
    "rescue",
    "emergency",
    "scratch",
    "totp",
    "2fa",
    "otp",
    "setup key",
    "authenticator",
    "wiederherst",
    "notfall",
    "ersatz",
    "reserv",
    "respaldo",
    "recuperación",
    "emergencia",
    "single use",
    "single-use",
    "rescate",
    "copia",
    "solo uso",
    "one-time",
    "one time",
)
"""Parts of the words above, in small letters: a finder is asked only where one of its own stands."""


def joined(words: Mapping[str, str]) -> str:
    """All languages' alternatives of an expression."""
    return "|".join(each.replace(" ", r"[ _-]") for each in words.values())


def folded(word: str) -> str:
    """A word as it is compared: no accents, no case, nothing of what stands around words."""
    return unaccented(word).casefold().strip(AROUND)


def known(words: Mapping[str, str]) -> frozenset[str]:
    """All languages' words, folded."""
    return frozenset(folded(word) for each in words.values() for word in each.split())
