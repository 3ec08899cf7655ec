"""At the door: redelivery, old buttons, languages, zones, secrets, linked identities, restarts."""

import re
from pathlib import Path

from tests.dialogue import House, open_house


def test_a_redelivered_message_sends_nothing_and_changes_nothing(house: House) -> None:
    ana = house.client()
    ana.files()
    for _time in range(4):
        ana.says("add: it is worse now", key="same-event")
    assert [e.text for e in house.record(1001)].count("it is worse now") == 1
    assert ana.shown == []


def test_the_same_gesture_under_two_keys_is_one(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("add: it is worse", key="event-a", client_key="gesture")
    ana.says("add: it is worse", key="event-b", client_key="gesture")
    assert [e.text for e in house.record(1001)].count("it is worse") == 1


def test_an_old_button_shows_where_things_stand(house: House) -> None:
    ana = house.client()
    ana.says("no mail")
    old = ana.offer("None of these").token
    ana.says("start over")
    ana.clicks(old)
    ana.sees("That choice is from earlier")
    for forged in ("", "x", "1.1:none", "zz.zz:@show.abc", "0.0:@", "!claim 1001", "a" * 5000):
        ana.clicks(forged)
        assert ana.shown


def test_the_talk_goes_on_where_it_stood_after_a_restart(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.says("no mail at all")
        ana.chooses("None of these")
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.opens()
        ana.sees("What do you see?")
        ana.says("nothing arrives")
        ana.sees("How urgent")


def test_the_language_is_the_platforms_else_guessed_else_offered(house: House) -> None:
    eva = house.client("eva", lang="de_AT")
    eva.says("no mail")
    assert eva.shown[0].lang == "de"
    luis = house.client("luis", lang="")
    luis.says("mi mail no llega desde ayer, ayuda por favor")
    assert luis.shown[0].lang == "es"
    luis.sees("otro idioma")
    who = house.client("who", lang="")
    who.says("dns")
    who.sees("can't tell your language", "[Español]", "[Deutsch]")
    who.chooses("Deutsch")
    assert who.shown[0].lang == "de"
    who.says("my mail is broken, please help me with it")
    assert who.shown[0].lang == "de"


def test_the_language_can_be_changed_at_any_time_and_the_stage_stays(house: House) -> None:
    ana = house.client()
    ana.says("no mail")
    ana.says("language")
    ana.sees("Which language", "Mail not arriving")
    ana.says("español")
    assert ana.shown[0].lang == "es"
    ana.sees("Mail not arriving")


def test_the_zone_can_be_named_loosely(house: House) -> None:
    ana = house.client(zone="")
    ana.says("time zone")
    ana.sees("Which time zone")
    ana.says("zone Xyzzy")
    ana.sees("don't know the time zone “Xyzzy”")
    ana.says("zone berln")
    ana.sees("Which time zone do you mean?")
    ana.chooses("Berlin")
    ana.sees("Europe/Berlin", "9:10 PM")
    ana.files()
    ana.sees("Berlin time")
    ana.says("my time zone is New York")
    ana.says("status")
    ana.sees("3:10 PM New York time")


def test_secrets_are_removed_before_anything_is_written(house: House, tmp_path: Path) -> None:
    ana = house.client()
    ana.says("my password is hunter2 and the card 4111 1111 1111 1111 was charged twice")
    ana.sees("looked like a card number", "looked like a password")
    ana.says("start over")
    ana.says("talk to a person")
    ana.submits(subject="card 4111-1111-1111-1111", symptoms="password: hunter2", urgency="normal", name="Ana")
    ana.sees("looked like a card number")
    sam = house.agent()
    sam.types("note 1001 the card is 4111111111111111")
    house.store.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"hunter2" not in written
    assert not re.search(rb"4111\D{0,3}1111\D{0,3}1111\D{0,3}1111", written)


def test_too_much_at_once_is_refused_and_says_so(house: House) -> None:
    ana = house.client()
    ana.says("no mail")
    ana.says("x" * 20_001)
    ana.sees("20,001 characters", "20,000 at once", "Nothing of it was saved")
    ana.sees("Mail not arriving")


def test_hostile_text_is_text(house: House) -> None:
    ana = house.client()
    ana.says("\x1b[2J\x00**bold** [x](http://evil) `rm` {subject} %s \ud800 \u202eevil mail")
    ana.chooses("None of these")
    ana.sees("What do you see?")


def test_nothing_a_client_wrote_reaches_the_logs(house: House, caplog) -> None:  # type: ignore[no-untyped-def]
    caplog.set_level("DEBUG")
    ana = house.client()
    ana.says("secret-word-of-mine mail")
    ana.chooses("None of these")
    assert "secret-word-of-mine" not in caplog.text


def test_a_choice_offered_in_another_conversation_is_stale_here(house: House) -> None:
    ana, eve = house.client("ana"), house.client("eve")
    ana.says("no mail")
    eve.says("no mail")
    token = ana.offer("None of these").token
    eve.clicks(token)
    eve.sees("That choice is from earlier")


def test_a_message_that_is_given_up_is_told_to_staff(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    now = house.clock.now()
    sam.types("reply 1001 Restart it")
    sam.deliver()
    sam.shown.clear()
    [out] = house.store.write(lambda u: tuple(u.lease([ana.address], now, now, 1))).result()
    house.engine.report_undelivered(out, "channel is closed").result()
    sam.sees("A message to Ana (#1001) on test could not be delivered", "channel is closed", "[Show #1001]")
