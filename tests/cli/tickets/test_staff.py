"""``staff``: adding, changing and removing, from the operator's side."""

import pytest

from tests.cli.conftest import Run


def test_the_first_lead_is_added_on_a_fresh_machine(frontdoor: Run) -> None:
    done = frontdoor("staff", "add", "sam", "--role", "lead")

    assert done.code == 0
    assert "sam is on the desk as lead" in done.out
    assert frontdoor("staff", "list", "--json").json == [
        {"name": "sam", "role": "lead", "identities": [{"platform": "terminal", "tenant": "", "user": "sam"}]}
    ]


@pytest.mark.usefixtures("empty")
def test_someone_new_is_an_agent_and_a_desk_without_lead_is_said(frontdoor: Run) -> None:
    done = frontdoor("staff", "add", "kim")

    assert "kim is on the desk as agent" in done.out
    assert "Nobody is lead" in done.out


@pytest.mark.usefixtures("empty")
def test_another_identity_keeps_the_role(frontdoor: Run) -> None:
    frontdoor("staff", "add", "sam", "--role", "lead")
    frontdoor("staff", "add", "sam", "--platform", "slack", "--tenant", "T1", "--user", "U9")

    listed = frontdoor("staff", "list").out

    assert "lead" in listed
    assert "slack:T1/U9, terminal:sam" in listed


@pytest.mark.usefixtures("empty")
def test_a_role_can_change(frontdoor: Run) -> None:
    frontdoor("staff", "add", "sam", "--role", "lead")

    assert "as agent (was lead)" in frontdoor("staff", "add", "sam", "--role", "agent").out


@pytest.mark.usefixtures("empty")
def test_one_user_is_one_member_of_staff(frontdoor: Run) -> None:
    frontdoor("staff", "add", "sam")

    done = frontdoor("staff", "add", "kim", "--user", "sam")

    assert done.code == 2
    assert "terminal:sam is sam already" in done.err
    assert [person["name"] for person in frontdoor("staff", "list", "--json").json] == ["sam"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["sam", "--role", "boss"], "agent, lead"),
        (["  "], "at least one character"),
        (["x" * 81], "80 at most"),
        (["Client"], "choose another name"),
        (["sam", "--platform", "Slack!"], "for example terminal or slack"),
        (["sam", "--platform", "slak", "--user", "U9"], "for example terminal or slack"),
        (["sam", "--platform", "slack", "--user", "U9"], "a user belongs to a workspace"),
        (["sam", "--platform", "slack", "--tenant", "T1"], "“SAM” is no user's id on slack"),
        (["sam", "--platform", "slack", "--tenant", "acme", "--user", "U9"], "ACME is no workspace's id"),
        (["sam", "--platform", "discord", "--user", "123"], "is no user's id on discord"),
        (["sam", "--platform", "discord", "--tenant", "T1", "--user", "145607444398080001"], "no workspace"),
    ],
)
def test_what_cant_be_is_refused_in_words(frontdoor: Run, wrong: list[str], said: str) -> None:
    done = frontdoor("staff", "add", *wrong)

    assert done.code == 2
    assert said in done.err


@pytest.mark.usefixtures("busy")
def test_who_leaves_gives_their_tickets_back(frontdoor: Run) -> None:
    done = frontdoor("staff", "remove", "kim")

    assert done.code == 0
    assert "kim is off the list; their 2 tickets are released" in done.out
    ben = frontdoor("ticket", 1002, "--json").json
    assert (ben["owner"], ben["place"]) == ("", 2)
    assert ben["moves"][-1]["rule"] == "released"
    assert ben["moves"][-1]["reason"] == "kim left the desk"


@pytest.mark.usefixtures("busy")
def test_without_the_last_lead_it_says_what_to_do(frontdoor: Run) -> None:
    assert "frontdoor staff add NAME --role lead" in frontdoor("staff", "remove", "sam").out


@pytest.mark.usefixtures("busy")
def test_who_isnt_there_cant_be_removed(frontdoor: Run) -> None:
    done = frontdoor("staff", "remove", "nobody")

    assert done.code == 2
    assert "nobody isn't on the staff list" in done.err


@pytest.mark.usefixtures("empty")
def test_an_empty_desk_says_how_to_begin(frontdoor: Run) -> None:
    assert "frontdoor staff add NAME --role lead" in frontdoor("staff", "list").out
