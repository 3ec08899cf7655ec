"""Staff, rooms, closed days, and what the desk notes about itself."""

from datetime import date, timedelta

from bot.core.model.people import Address, Grant, Identity, Role, Staff
from bot.ports import Store
from tests.store.scene import ANA, BO, NOON, ROOM, client, do, see

SAM = Identity("slack", "T1", "U-sam")
SAM_AT_HOME = Identity("terminal", "", "sam")
SAMS = Address("terminal", "", "desk-sam")


def hire(store: Store, name: str, role: Role, identity: Identity | None = None) -> None:
    do(store, lambda unit: unit.add_staff(name, role, identity))


def test_staff_are_known_by_their_identities(store: Store) -> None:
    hire(store, "sam", Role.AGENT, SAM)
    hire(store, "sam", Role.LEAD, SAM_AT_HOME)
    hire(store, "kim", Role.AGENT)
    assert see(store, lambda unit: unit.staff(SAM)) == Staff("sam", Role.LEAD)
    assert see(store, lambda unit: unit.staff(ANA)) is None
    assert see(store, lambda unit: unit.staff_list()) == (
        (Staff("kim", Role.AGENT), ()),
        (Staff("sam", Role.LEAD), (SAM, SAM_AT_HOME)),
    )


def test_an_identity_is_one_persons(store: Store) -> None:
    hire(store, "sam", Role.AGENT, SAM)
    hire(store, "kim", Role.AGENT, SAM)
    known = see(store, lambda unit: unit.staff(SAM))
    assert known == Staff("kim", Role.AGENT)


def test_who_left_is_nobody_and_comes_back_without_old_keys(store: Store) -> None:
    hire(store, "sam", Role.LEAD, SAM)
    assert do(store, lambda unit: unit.remove_staff("sam"))
    assert not do(store, lambda unit: unit.remove_staff("sam"))
    assert not do(store, lambda unit: unit.remove_staff("nobody"))
    assert see(store, lambda unit: unit.staff(SAM)) is None
    assert see(store, lambda unit: unit.staff_list()) == ()
    hire(store, "sam", Role.AGENT, SAM_AT_HOME)
    assert see(store, lambda unit: unit.staff(SAM)) is None
    assert see(store, lambda unit: unit.staff(SAM_AT_HOME)) == Staff("sam", Role.AGENT)


def test_a_role_makes_staff_under_one_name_and_opens_nothing_by_itself(store: Store) -> None:
    first = do(store, lambda unit: unit.staff_by_role(SAM, Grant(Role.AGENT, "sam")))
    assert first == Staff("sam", Role.AGENT)
    assert see(store, lambda unit: unit.staff(SAM)) is None
    again = do(store, lambda unit: unit.staff_by_role(SAM, Grant(Role.LEAD, "another name")))
    assert again == Staff("sam", Role.LEAD)
    assert see(store, lambda unit: unit.staff_list()) == ((Staff("sam", Role.LEAD), (SAM,)),)
    twin = do(store, lambda unit: unit.staff_by_role(BO, Grant(Role.AGENT, "sam")))
    assert twin == Staff(f"sam {BO.user}", Role.AGENT)
    nameless = do(store, lambda unit: unit.staff_by_role(ANA, Grant(Role.AGENT, "")))
    assert nameless == Staff(ANA.user, Role.AGENT)

    hire(store, "samantha", Role.AGENT, SAM)  # put on the list: from now on by name
    assert see(store, lambda unit: unit.staff(SAM)) == Staff("samantha", Role.AGENT)


def test_rooms_are_everybodys_or_ones_own(store: Store) -> None:
    do(store, lambda unit: unit.open_room(ROOM))
    do(store, lambda unit: unit.open_room(SAMS, "sam"))
    do(store, lambda unit: unit.open_room(SAMS, "sam"))
    assert see(store, lambda unit: unit.staff_channels()) == (ROOM, SAMS)
    assert see(store, lambda unit: unit.staff_channels("sam")) == (SAMS,)
    assert see(store, lambda unit: unit.staff_channels("kim")) == ()
    do(store, lambda unit: unit.open_room(SAMS, "kim"))
    assert see(store, lambda unit: unit.staff_channels("kim")) == (SAMS,)


def test_days_are_closed_and_opened_again(store: Store) -> None:
    friday, monday = date(2027, 3, 5), date(2027, 3, 8)
    do(store, lambda unit: unit.close_day(monday, "moving house", "sam"))
    do(store, lambda unit: unit.close_day(friday, "party", "sam"))
    do(store, lambda unit: unit.close_day(friday, "inventory", "kim"))
    closed = see(store, lambda unit: unit.closed_days())
    assert list(closed.items()) == [(friday, "inventory"), (monday, "moving house")]
    assert do(store, lambda unit: unit.reopen_day(friday))
    assert not do(store, lambda unit: unit.reopen_day(friday))
    assert list(see(store, lambda unit: unit.closed_days())) == [monday]


def test_the_articles_that_helped_most_come_first(store: Store) -> None:
    _account, talk = do(store, client)
    for minutes, slug, outcome in (
        (1, "spf", "solved"),
        (2, "dns", "solved"),
        (3, "dns", "solved"),
        (4, "mx", "silent"),
    ):
        at = NOON + timedelta(minutes=minutes)
        do(store, lambda unit, at=at, slug=slug, outcome=outcome: unit.add_feedback(  # type: ignore[misc]
            talk.id, at, "how?", (slug,), slug, outcome, at))  # fmt: skip
    do(store, lambda unit: unit.add_feedback(talk.id, NOON, "how?", (), "", "solved", NOON))
    assert list(see(store, lambda unit: unit.helped_most(NOON, 5))) == ["dns", "spf"]
    assert list(see(store, lambda unit: unit.helped_most(NOON, 1))) == ["dns"]
    assert list(see(store, lambda unit: unit.helped_most(NOON + timedelta(minutes=5), 5))) == []


def test_feedback_and_audit_are_noted(store: Store) -> None:
    _account, talk = do(store, client)
    do(store, lambda unit: unit.add_feedback(talk.id, NOON, "how?", ("spf", "mx"), "spf", "solved"))
    do(store, lambda unit: unit.audit(NOON, "sam", "claimed", 1001))
    do(store, lambda unit: unit.audit(NOON, "sam", "closed a day", detail="2027-03-05"))
    assert do(store, lambda unit: unit.staff(BO)) is None
