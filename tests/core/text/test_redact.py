"""What must never be stored, and what must never be taken away from a question."""

import random
import sys
from unicodedata import decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.text.redaction.redact import HALF_CHARS_MAX, PLACEHOLDERS, Redacted, Secret, redact_behind
from tests.builders import LANGUAGES, redact
from tests.proof.cards import issued

CARD, PASSWORD, KEY, CODE, EXPIRY, IBAN = PLACEHOLDERS.values()

VISA = "4111 1111 1111 1111"

"""The ninth promise of ``make soak``: a 100 KB input in less than 200 ms."""

SEPARATORS = (
    *("", " ", "-", ".", "/", ",", "_", "\n", "\r\n", "\t", "  ", " - ", ", ", "|", ":", "*", "#", "+"),
    *("\u00a0", "\u2007", "\u2009", "\u200a", "\u202f", "\u3000", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212"),
    *("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200b" * 9, "\u00b7", "\u2022", "\ufe0f\u20e3"),
    *("\u3164", "\uff0d", "\uff0f", "\uff0e", "\x00", "\x1b", " -- ", "\r\n  "),
)
ZEROS = [zero for zero in map(chr, range(sys.maxunicode + 1)) if zero.isdecimal() and decimal(zero) == 0]
"""The digit nought of every script."""


def written(number: str, zero: str, separators: list[str]) -> str:
    """The number in a script's digits, a separator (or nothing) after each digit."""
    digits = (chr(ord(zero) + int(d)) for d in number)
    return "".join(d + separator for d, separator in zip(digits, [*separators, ""], strict=True))


def left(text: str) -> str:
    return redact(text).text


numbers = st.randoms(use_true_random=False).map(issued)


@st.composite
def cards(draw: st.DrawFn) -> str:
    number = draw(numbers)
    one = draw(st.sampled_from(SEPARATORS))
    every = draw(st.sampled_from([1, 4, 5, 0]))
    mixed = st.lists(st.sampled_from(SEPARATORS[1:]), min_size=len(number) - 1, max_size=len(number) - 1)
    separators = [one if (at + 1) % every == 0 else "" for at in range(len(number) - 1)] if every else draw(mixed)
    return written(number, draw(st.sampled_from(ZEROS)), separators)


def ended(text: str) -> str:
    """Without digits at its end: they would be of the card's group."""
    return text if not text[-1:].isdigit() else text + " a "


def begun(text: str) -> str:
    return text if not text[:1].isdigit() else " a " + text


def no_number_sign(text: str) -> str:
    """Digits right behind "#" are a ticket's number, which never joins those behind it."""
    return text.rstrip("#\uff03 ")


def digits_in(text: str) -> int:
    return sum(map(str.isdecimal, text))


# ── Cards ──────────────────────────────────────────────────────────────────────────────


@settings(max_examples=400, deadline=None)
@given(cards(), st.text(max_size=30).map(no_number_sign).map(ended), st.text(max_size=30).map(begun))
@example("4111 1111 1111 1111", "password: ", "")
@example("4111 1111 1111 1111", "2026-10-05 14:32,", "")
@example("4111 1111 1111 1111", "2026-10-05 14:32:11-", "")
@example("4111111111111111", "token=", "abc")
@example("4111 1111 1111 1111", "203.0.113.7 ", " 198.51.100.23")
def test_a_card_number_is_found_wherever_it_stands(card: str, before: str, after: str) -> None:
    redacted = redact(before + card + after)
    assert Secret.CARD in redacted.kinds
    assert digits_in(redacted.text) <= digits_in(before) + digits_in(after)


def test_two_thousand_cards_in_every_dress() -> None:
    dice = random.Random(4111)
    for _ in range(2_000):
        number = issued(dice)
        kind = dice.choice(["same", "mixed"])
        separator = dice.choice(SEPARATORS)
        separators = [separator if kind == "same" else dice.choice(SEPARATORS) for _ in number[1:]]
        text = f"hi, card {written(number, dice.choice(ZEROS), separators)} exp 12/27"
        assert left(text) == f"hi, card {CARD} exp {EXPIRY}", ascii(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("my card is 4111 1111 1111 1111, exp 12/27", f"my card is {CARD}, exp {EXPIRY}"),
        ("378282246310005", CARD),
        ("4222222222222", CARD),
        ("x" + "4111111111111111" + "x", f"x{CARD}x"),
        ("<tel:4111111111111111|4111 1111 1111 1111>", f"<tel:{CARD}|{CARD}>"),
        ("④①①①①①①①①①①①①①①① is round", f"{CARD} is round"),
        ("⁴¹¹¹¹¹¹¹¹¹¹¹¹¹¹¹", CARD),
        (f"{VISA} and 5500-0000-0000-0004", f"{CARD} and {CARD}"),
        ("4111     1111     1111     1111", CARD),
        ("4111\n\n\n\n\n1111\n\n\n\n\n11111111", CARD),
        ("4111......1111......1111......1111", CARD),
        ("4111 - - - - - - 1111 - - - - - - 11111111", CARD),
    ],
)
def test_cards_in_sentences(typed: str, stored: str) -> None:
    assert left(typed) == stored


def test_a_card_among_other_groups_of_digits() -> None:
    assert left("no. 12 4111 1111 1111 1111 34") == f"no. 12 {CARD} 34"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a 2709 5000 0000 0009 no me cobréis más", f"a {CARD} no me cobréis más"),
        ("add to 2709 5000 0000 0009", f"add to {CARD}"),
        ("add to #2709 5000 0000 0009 1008", f"add to #2709 {CARD}"),
        ("add to #1001 4111111111111111", f"add to #1001 {CARD}"),
    ],
)
def test_digits_that_might_be_a_tickets_number_go_where_a_card_begins_with_them_and_ends_with_it(
    typed: str, stored: str
) -> None:
    assert left(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "ticket #10412 and #10413",
        "call +1 (800) 555-0199 or +49 30 1234567",
        "203.0.113.7",
        "203.0.113.7, 198.51.100.23, 192.0.2.146",
        "allow 203.0.113.0/24 and 198.51.100.23:8080",
        "2026-10-05 14:32:11",
        "2026-10-05T14:32:11 203.0.113.7 2026-10-05T14:32:12 203.0.113.7",
        "05.10.2026 14:32:11, 05.10.2026 14:35",
        "1 800 555 0199",
        "order 7000 4000 3000 0000 passes no check",
        "8.2.1 to 8.3.0",
        "port 587, 465 or 993",
        "customer 100200300",
        "it says 550 5.7.1 and 421 4.7.0",
        "123456789012",
        "<@411111111111111111> see <#1098765432109876543> and <a:party:411111111111111111>",
        "https://discord.com/channels/411111111111111111/4111111111111111110/622222222222222222",
        "https://acme.slack.com/archives/C02AB3CD4EF/p4111111111111111",
        "25 465 587 993 995 143 110",
        "2024050302 10800 3600 604800 300",
        "41111111-1111-1111-1111-411111111111",
        "add to #1001 +49 30 123456",
        "add to #4100 +4930 1234 5672",
        "  Reply 4100: 0301 2345 6129",
        "note #4100 +4930 1234 5672",
        "añadir a 4100: 0301 2345 6129",
        "zu Ticket 4100: 0301 2345 6129",
        "#4100 +4930 1234 5672",
        "</desk claim:4111111111111111110> and <:wave:411111111111111111>",
        "https://cdn.discordapp.com/attachments/411111111111111111/4111111111111111110/x.png",
        "https://ptb.discord.com/channels/@me/411111111111111111",
        "1714645822123 and 231456789012345678",
        "99994111111111111111222",
        "4111-/.+*1111-/.+*1111-/.+*1111",
        "203.0.113.7\n\n          198.51.100.23",
    ],
)
def test_ordinary_numbers_stay(typed: str) -> None:
    assert redact(typed) == Redacted(typed, frozenset())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("557 3670 1234 5678 8 is odd", "557 3670 1234 5678 8 is odd"),
        ("my card 557 3670 1234 5678 8 is odd", f"my card {CARD} is odd"),
        ("4111 1111 1111 1111 12/27 318", f"{CARD} {EXPIRY} {CODE}"),
        ("exp 09/27, number 4111111111111111", f"exp {EXPIRY}, number {CARD}"),
        ("my card is valid until 09/27", f"my card is valid until {EXPIRY}"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD),
        ("41 11 11 11 11 11 11 11", CARD),
        ("3782-822463-10005", CARD),
        ("41111 11111 11111 1", CARD),
        ("add to #1001 4111 1111 1111 1111", f"add to #1001 {CARD}"),
        ("add to #4001 4111 1111 1111 1111", f"add to #4001 {CARD}"),
        ("reply 4001 4111111111111111", f"reply 4001 {CARD}"),
        ("charged to 4111 1111 1111 1111 12/27", f"charged to {CARD} {EXPIRY}"),
        ("cargo a 4000 0000 0000 6", f"cargo a {CARD}"),
        ("to #3782 822463 10005", f"to #{CARD}"),
        ("2·7\n1/4.8\u00a01  8 -- 6\u00a07.80.3.8+7*9\u30003", CARD),
        ("#4#1#1#1#1#1#1#1#1#1#1#1#1#1#1#1", f"#{CARD}"),
        ("to DE89 3704 0044 0532 0130 00 please", f"to {IBAN} please"),
        ("GB82WEST12345698765432", IBAN),
        ("XX82WEST12345698765432", "XX82WEST12345698765432"),
        ("DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"),
        ("DE89370400440532013000x", "DE89370400440532013000x"),
    ],
)
def test_what_belongs_to_cards_and_accounts(typed: str, stored: str) -> None:
    assert left(typed) == stored


def test_a_kept_iban_stays_whole_and_hides_nothing_else() -> None:
    typed = f"refund to DE89 3704 0044 0532 0130 00, not to {VISA}. pw: hunter2"
    assert redact(typed, keep_ibans=True).text == (
        f"refund to DE89 3704 0044 0532 0130 00, not to {CARD}. pw: {PASSWORD}"
    )
    assert left(typed) == f"refund to {IBAN}, not to {CARD}. pw: {PASSWORD}"


def test_half_a_kept_iban_is_no_card() -> None:
    halves = [iban for iban in map(_iban, range(2_000)) if Secret.CARD in redact(iban[4:]).kinds]
    assert halves
    assert [iban for iban in halves if redact(iban, keep_ibans=True).text != iban] == []


def _iban(account: int) -> str:
    """Of a bank whose number begins as Maestro's cards do."""
    bban = f"50180000{account:010}"
    return f"DE{98 - int(f'{bban}131400') % 97:02}{bban}"


def test_half_a_moment_or_address_is_not_spared() -> None:
    """The password takes the day away; what is left is digits like any others."""
    for typed in ("pw: 2026-10-05 14:32:11 4111 1111", "pw: 203.0.113.7 198.51.100.23 203.0.113.9"):
        assert left(left(typed)) == left(typed)


# ── Passwords ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("my password is hunter2", f"my password is {PASSWORD}"),
        ("My password is hunter2. It doesn't work", f"My password is {PASSWORD}. It doesn't work"),
        ("my password is: hunter2 please help me", f"my password is: {PASSWORD} please help me"),
        ("password: hunter2", f"password: {PASSWORD}"),
        ("password : correct horse", f"password : {PASSWORD}"),
        ("password:hunter2, username: bob", f"password:{PASSWORD}, username: bob"),
        ("(password: hunter2)", f"(password: {PASSWORD})"),
        ("pw=Xk29sk2&user=bob", f"pw={PASSWORD}&user=bob"),
        ("passwd = hunter2", f"passwd = {PASSWORD}"),
        ("pass: abc\nuser: bob", f"pass: {PASSWORD}\nuser: bob"),
        ("passwort ist Geheim1! und geht nicht", f"passwort ist {PASSWORD} und geht nicht"),
        ('mein Passwort lautet "sehr geheim hier" ok?', f"mein Passwort lautet {PASSWORD} ok?"),
        ("das Mailpasswort für mein Postfach lautet Hund99", f"das Mailpasswort für mein Postfach lautet {PASSWORD}"),
        ("mi contraseña es Perro123", f"mi contraseña es {PASSWORD}"),
        ("contraseña: Perro 123", f"contraseña: {PASSWORD}"),
        ("contrasen\u0303a: Perro", f"contrasen\u0303a: {PASSWORD}"),
        ("contrasena: Perro123 y no puedo entrar", f"contrasena: {PASSWORD} y no puedo entrar"),
        ("la clave de mi correo es Perro123", f"la clave de mi correo es {PASSWORD}"),
        ("the password for info@example.com is hunter2", f"the password for info@example.com is {PASSWORD}"),
        ("Password (FTP): Sommer2024", f"Password (FTP): {PASSWORD}"),
        ("my password is still hunter2", f"my password is still {PASSWORD}"),
        ("my password is now", "my password is now"),
        ("my password is password", f"my password is {PASSWORD}"),
        ("my pw's hunter2", f"my pw's {PASSWORD}"),
        ("password is “open sesame please”, right?", f"password is {PASSWORD}, right?"),
        ("password: 'open' sesame", f"password: {PASSWORD} sesame"),
        ("password: 'it", f"password: {PASSWORD}"),
        ("**Password:** hunter2", f"**Password:** {PASSWORD}"),
        ("password: `hunter2`", f"password: {PASSWORD}"),
        ("Password:\n  hunter2\nthanks", f"Password:\n  {PASSWORD}\nthanks"),
        ("password: the cat", f"password: {PASSWORD}"),
        ("password: !!!!", f"password: {PASSWORD}"),
        ("password: ,,,,", f"password: {PASSWORD}"),
        (f"password: {'x' * 300}", f"password: {PASSWORD}"),
        ("set my password to Summer2024", f"set my password to {PASSWORD}"),
        ("user bob pw P@ssw0rd1 does not work", f"user bob pw {PASSWORD} does not work"),
        ("ftp://bob:hunter2@example.com/x", f"ftp://bob:{PASSWORD}@example.com/x"),
        ('{"user":"bob","password":"hunter2"}', f'{{"user":"bob","password":{PASSWORD}}}'),
        ("define( 'DB_PASSWORD', 's3cret!' );", f"define( 'DB_PASSWORD', {PASSWORD} );"),
        ("password:password:abc", f"password:{PASSWORD}"),
        ("password is a1 password is b2", f"password is {PASSWORD} password is {PASSWORD}"),
        ("my passphrase is correct horse battery staple", f"my passphrase is {PASSWORD}"),
        ("my password is: correct horse battery staple", f"my password is: {PASSWORD}"),
        ("password: correct horse battery staple. It fails", f"password: {PASSWORD}. It fails"),
        ("my password is the swordfish99", f"my password is the {PASSWORD}"),
        ("my password is now the old hunter2 again", f"my password is now the old {PASSWORD} again"),
        ("my new password will be hunter2", f"my new password will be {PASSWORD}"),
        ("mi nueva contraseña será Perro123", f"mi nueva contraseña será {PASSWORD}"),
    ],
)
def test_passwords_go_and_the_rest_stays(typed: str, stored: str) -> None:
    assert redact(typed) == Redacted(stored, frozenset({Secret.PASSWORD} if typed != stored else ()))


@pytest.mark.parametrize(
    "typed",
    [
        "my password is not working",
        "my password isn't working",
        "password is wrong",
        "password is expired",
        "the password is incorrect.",
        "my password is being rejected",
        "my password is still not working!",
        "my passphrase is not working and i am lost",
        "my password is not working on office365",
        "my password is wrong. mail01 says so",
        "password: not accepted",
        "password: wrong",
        "password is the same as before",
        'it says my password is "wrong"',
        "what is my password?",
        "i forgot my password",
        "password reset link: https://example.com/reset",
        "change the password of info@shop24.example",
        "password must be 8-20 characters",
        "Access denied for user 'root'@'localhost' (using password: YES)",
        "Username: Password: Username:",
        "my password: ...",
        "Password: the one of your mailbox",
        "Contraseña: la del buzón, no la del panel",
        "I have a problem with my password:\nit is rejected every time",
        "mi contraseña no funciona",
        "mi contraseña es incorrecta",
        "mi contraseña está mal",
        "la contraseña es inválida y no sé por qué",
        "palabra clave: hosting",
        "mein passwort ist falsch",
        "mein passwort geht nicht",
        "mein Passwort ist abgelaufen",
        "das Passwort wird nicht akzeptiert",
        "bypass: none, compass is fine, my passport is red",
    ],
)
def test_words_about_a_password_stay(typed: str) -> None:
    assert redact(typed) == Redacted(typed, frozenset())


# ── Keys ───────────────────────────────────────────────────────────────────────────────

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nabc=\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("is sk_live_4eC39HqLyjWDarjtT1zd ok?", f"is {KEY} ok?"),
        ("sk_test_4eC39HqLyjWDarjtT1zd", KEY),
        ("sk-proj-abcdEFGH1234ijkl5678", KEY),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", KEY),
        ("github_pat_11ABCDEFG0abcdefghij_klmnop", KEY),
        ("AKIAIOSFODNN7EXAMPLE", KEY),
        ("xoxb-123456-abcdefghij and xoxp-123456-abcdefghij", f"{KEY} and {KEY}"),
        ("AIzaSyA-1234567890abcdefghijklmnopqrstu", KEY),
        (f"jwt {JWT}.", f"jwt {KEY}."),
        (f"here: {PEM} thanks", f"here: {KEY} thanks"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\ncut short", f"{KEY}\ncut short"),
        ("Authorization: Bearer abc.def-12", f"Authorization: Bearer {KEY}"),
        ("curl -H 'authorization: basic Ym9iOmh1bnRlcjI='", f"curl -H 'authorization: basic {KEY}'"),
        ("bearer abcdefghijklmnop1", f"bearer {KEY}"),
        ("api_key=abcdefghijklmnop", f"api_key={KEY}"),
        ('"secret": "abcdefghijklmnop",', f'"secret": "{KEY}",'),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", f"AWS_SECRET_ACCESS_KEY={KEY}"),
        ("token: abcdefghijklmnop", f"token: {KEY}"),
        ("my api key is abcdefghijklmnop1", f"my api key is {KEY}"),
        ("https://example.com/?token=abcdefghijklmnop", f"https://example.com/?token={KEY}"),
    ],
)
def test_keys_go(typed: str, stored: str) -> None:
    assert redact(typed) == Redacted(stored, frozenset({Secret.KEY}))


@pytest.mark.parametrize(
    "typed",
    [
        "the task-force-on-something-or-other",
        "token: 123456",
        "the secret is out, everybody knows",
        "expecting -----BEGIN PRIVATE KEY----- in line 1",
        "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----",
        "where do i find my api key?",
        "mail-01.customers.harbour.example.com is the api key",
        "bearer of bad news and authorization: required",
    ],
)
def test_words_about_keys_stay(typed: str) -> None:
    assert redact(typed) == Redacted(typed, frozenset())


# ── All together ───────────────────────────────────────────────────────────────────────


def test_where_secrets_overlap_the_longest_names_what_went_and_all_are_told() -> None:
    assert redact(f"password: {VISA}") == Redacted(f"password: {CARD}", frozenset({Secret.CARD, Secret.PASSWORD}))
    assert redact("token=4111111111111111abc") == Redacted(f"token={KEY}", frozenset({Secret.CARD, Secret.KEY}))
    assert left("pw: sk_live_4eC39HqLyjWDarjtT1zd!") == f"pw: {PASSWORD}"


@given(st.text(st.characters(exclude_categories=["Nd", "No"], exclude_characters="pPkKcCſK:@-")))
def test_without_digits_and_triggers_nothing_changes(text: str) -> None:
    assert redact(text) == Redacted(text, frozenset())


FRAGMENTS = (
    *(
        "password",
        "pass",
        "pw",
        "clave",
        "contraseña",
        "passwort",
        " is ",
        ":",
        "=",
        ":=",
        "is",
        " ",
        "\n",
        " for ",
        "to ",
    ),
    *(
        " still ",
        "not",
        "wrong",
        "the",
        "correct",
        "'",
        '"',
        "`",
        "“",
        "”",
        "(",
        ")",
        ",",
        ".",
        ";",
        "*",
        "_",
        "é",
        "\ufffc",
    ),
    *(
        "hunter2",
        "x1y2z3",
        "@",
        "/",
        "://",
        "a:b@",
        "4111111111111111",
        VISA,
        "378282246310005",
        "41",
        "1",
        "0",
        "-",
        " - ",
    ),
    *(
        "2026-10-05 14:32:11",
        "14:32",
        "203.0.113.7",
        "198.51.100.23",
        "sk_live_",
        "abcdefgh12345678",
        "token=",
        "secret: ",
    ),
    *("api key is ", "bearer ", "authorization: ", "eyJabcdefg.", JWT, "-----BEGIN PRIVATE KEY-----", "-----END"),
    *("-----END PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG", "AKIAIOSFODNN7EXAMPLE", "sk-", "SG.", CARD, PASSWORD, KEY),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join))
@example("pass:=abc")
@example('passwort for 0","`a:b@abcdefgh12345678')
@example("passwort to notAKIAIOSFODNN7EXAMPLE is token=isx1y2z3 still")
@example("secret=aaaaaaaaaaa" + VISA)
@example("4111111111111111pass: abc")
@example("password:\nab cd " + VISA)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once.text) == Redacted(once.text, frozenset())


def test_placeholders_that_somebody_typed_are_words() -> None:
    assert redact(f"password: {CARD}") == Redacted(f"password: {CARD}", frozenset())


@pytest.mark.parametrize("word", ["now", "wrong", "not"])
def test_a_long_remark_about_a_password_is_only_that(word: str) -> None:
    remark = "my password is " + " ".join([word] * 12) + " working"
    assert redact(remark).text == remark


@pytest.mark.parametrize("text", ["password: ", "my password is", "the password is\n\n\n", "password is \x02 x"])
def test_a_trigger_with_nothing_behind_it_removes_nothing(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("api key " * 501 + "x", "api key " * 500 + "api key" + KEY),
        ("password. " * 501 + "and so on", "password. " * 500 + "password" + PASSWORD),
    ],
)
def test_behind_more_labels_than_are_looked_at_all_goes_once(typed: str, stored: str) -> None:
    assert left(typed) == stored
    assert redact(left(typed)) == Redacted(left(typed), frozenset())


def test_as_many_labels_as_are_looked_at_take_nothing_else() -> None:
    for typed in ("api key " * 500 + "x", "password. " * 500 + "and so on", "password " * 501):
        assert left(typed) == typed


def test_in_a_text_longer_than_a_message_secrets_go_at_first_sight() -> None:
    assert left("so it is. " * 2_000 + "pw: hunter2") == "so it is. " * 2_000 + f"pw: {PASSWORD}"


# ── A secret told in two messages ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "said", "left"),
    [
        ("my password is", "moonlight", "[password removed]"),
        ("see below\nmy password is", "moonlight", "[password removed]"),
        ("the password:", "hunter22!! thanks", "[password removed] thanks"),
        ("my card is 4111 1111", "1111 1111", "[card number removed]"),
        ("my card is 4111 1111", "and the rest I tell you on the phone", "and the rest I tell you on the phone"),
        ("my password is", "wrong", "wrong"),
        ("the mailbox is full", "moonlight", "moonlight"),
        ("", "moonlight", "moonlight"),
        ("my password is", "", ""),
        ("a" * HALF_CHARS_MAX + " my password is", "moonlight", "moonlight"),
        ("my password is", "I don't know what it could be", "I don't know what it could be"),
    ],
)
def test_the_second_half_goes_behind_the_first(before: str, said: str, left: str) -> None:
    assert redact_behind(before, Redacted(said), LANGUAGES).text == left


def test_what_went_before_is_remembered_with_what_goes_behind() -> None:
    behind = redact_behind("my password is", Redacted("moonlight", frozenset({Secret.CARD})), LANGUAGES)
    assert behind.kinds == {Secret.CARD, Secret.PASSWORD}
