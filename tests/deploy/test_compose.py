"""docker-compose.yml is what it promises to be. No container engine is asked: the file is read."""

import re
import shlex
from pathlib import PurePosixPath

import pytest
import yaml

from bot.platforms import PLATFORMS
from tests.deploy.compose import (
    OURS,
    ROOT,
    SECRETS,
    Service,
    composed,
    dockerfile,
    image_environment,
    services,
    version,
)

SERVICES = services()
DESKS = tuple(one for one in SERVICES.values() if one.builds == ".")
REPLICAS = ("slack-1", "slack-2")
SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|DATABASE_URL|KEY")

everywhere = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def test_the_whole_product_is_there_and_nothing_else() -> None:
    assert set(SERVICES) == {"database", "migrations", *REPLICAS, "discord", "proxy", "backups"}
    assert SERVICES["database"]["image"] == "postgres:18"
    assert SERVICES["slack-1"].said == SERVICES["slack-2"].said
    assert [one.name for one in SERVICES.values() if "discord" in one.command] == ["discord"]


@everywhere
def test_nobody_is_root_and_nobody_may_more_than_they_need(service: Service) -> None:
    assert int(str(service["user"]).split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    for more in ("privileged", "cap_add", "devices", "network_mode", "pid", "ipc", "userns_mode", "volumes_from"):
        assert more not in service.said
    assert not any("docker.sock" in str(volume) for volume in service.said.get("volumes", []))


@everywhere
def test_secrets_are_files(service: Service) -> None:
    for name, value in service.environment.items():
        if SECRET.search(name):
            assert name.endswith("_FILE"), name
            assert value.removeprefix(SECRETS) in service["secrets"], "what is named is granted"
    named = {value.removeprefix(SECRETS) for value in service.environment.values() if value.startswith(SECRETS)}
    assert set(service.said.get("secrets", [])) == named, "what is granted is needed"


def test_every_secret_is_a_file_that_git_and_the_images_leave_out() -> None:
    for name, said in composed()["secrets"].items():
        assert said == {"file": f".secrets/{name}"}
    assert ".secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_each_platform_finds_what_it_needs_and_no_secret_of_another() -> None:
    needs = {platform.name: platform for platform in PLATFORMS}
    for service in DESKS:
        if "--only" not in service.command:
            assert set(service.said["secrets"]) <= {"database_url", "signing_key"}
            continue
        platform = service.command[service.command.index("--only") + 1]
        secrets = {name for name in service["secrets"] if name not in {"database_url", "signing_key"}}
        assert all(name.startswith(platform) for name in secrets)
        if platform in needs:
            set_here = {name.removesuffix("_FILE"): value for name, value in service.environment.items()}
            assert needs[platform].missing(set_here) == ()


@everywhere
def test_health_is_asked_for_and_a_job_says_it_by_ending(service: Service) -> None:
    health = service["healthcheck"]
    if service.is_job:
        assert health == {"disable": True}
        return
    assert health["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "start_period", "retries"} <= set(health)
    assert service["restart"] == "unless-stopped"


def test_what_serves_says_whether_it_is_ready_on_the_port_of_its_image() -> None:
    (port,) = dockerfile("EXPOSE")
    assert image_environment()["FRONTDOOR_PORT"] == port
    for service in DESKS:
        if service.command[0] == "serve":
            program = service["healthcheck"]["test"][3]
            compile(program, "healthcheck", "exec")
            assert f"127.0.0.1:{port}/readyz" in program


def test_the_schema_is_made_before_anybody_works_and_the_server_is_there_before_it() -> None:
    server = {"database": {"condition": "service_healthy"}}
    ready = {**server, "migrations": {"condition": "service_completed_successfully"}}
    for service in DESKS:
        assert service["depends_on"] == (server if service.is_job else ready)
    assert SERVICES["migrations"].command == ["db", "upgrade"]
    assert set(SERVICES["proxy"]["depends_on"]) == set(REPLICAS)


def test_only_the_proxy_can_be_reached_and_the_database_by_those_who_use_it() -> None:
    networks = composed()["networks"]
    assert [one.name for one in SERVICES.values() if "ports" in one.said] == ["proxy"]
    assert networks["database"] == networks["behind"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["database"]
    assert "database" not in SERVICES["proxy"]["networks"]
    for service in DESKS:
        assert "database" in service["networks"]
        assert ("outside" in service["networks"]) is (service.command[0] == "serve")


@everywhere
def test_what_is_to_last_lies_in_a_named_volume(service: Service) -> None:
    volumes, temporary = service.said.get("volumes", []), service.said["tmpfs"]
    for volume in volumes:
        name, place = volume.split(":")
        assert name in composed()["volumes"]
        assert PurePosixPath(place).is_absolute()
    if service.builds == ".":
        assert temporary == ["/tmp", f"{dockerfile('VOLUME')[0]}:uid={service['user']},mode=0700"]  # noqa: S108
    if service.name == "proxy":
        user = str(service["user"]).split(":")[0]
        assert temporary == ["/tmp", f"/config:uid={user},mode=0700"], "a new one is root's"  # noqa: S108
    lasting = {"database": ["database:/var/lib/postgresql"], "proxy": ["certificates:/data"],
               "backups": ["backups:/backups"]}  # fmt: skip
    assert volumes == lasting.get(service.name, [])


@everywhere
def test_images_are_built_here_or_of_a_named_release(service: Service) -> None:
    name, _colon, tag = service["image"].partition(":")
    assert tag == (version() if service.builds else "18"), name
    assert service.builds in {"", *OURS}
    build = service.said.get("build", "")
    if isinstance(build, dict):
        assert f"desk AS {build['target']}" in dockerfile("FROM")
    assert dockerfile("FROM")[-1] == "desk", "the last one is what is built by itself"


def test_backups_have_the_servers_own_programs_and_a_place_of_their_users() -> None:
    (run,) = [line for line in dockerfile("RUN") if "postgresql-client" in line]
    assert f"postgresql-client-{SERVICES['database']['image'].split(':')[1]}" in run
    assert "--owner=frontdoor --mode=0700 /backups" in run
    command = SERVICES["backups"].command
    every = float(command[command.index("--every") + 1])
    (minutes,) = re.findall(r"-mmin -(\d+)", SERVICES["backups"]["healthcheck"]["test"][1])
    assert 60 * every < int(minutes) <= 60 * every + 120


def test_the_proxy_asks_each_replica_on_the_port_that_it_serves() -> None:
    proxy, slack = SERVICES["proxy"], SERVICES["slack-1"]
    port = slack.environment["SLACK_PORT"]
    assert proxy.environment["FRONTDOOR_REPLICAS"].split() == [f"{name}:{port}" for name in REPLICAS]
    assert set(proxy["networks"]) & set(slack["networks"]) >= {"behind"}
    used = set(re.findall(r"\{\$(FRONTDOOR_\w+)", (ROOT / ".proxy" / "Caddyfile").read_text()))
    assert {"FRONTDOOR_SITE", "FRONTDOOR_REPLICAS"} <= used
    assert set(proxy.environment) <= used
    assert proxy["ports"] == ["80:8080", "443:8443"]
    assert str(proxy["user"]).split(":")[0] == dockerfile("USER", ".proxy")[-1]
    assert yaml.safe_load(dockerfile("CMD", ".proxy")[-1])[:2] == ["caddy", "run"]
    assert all((ROOT / ".proxy" / shlex.split(line)[0]).is_file() for line in dockerfile("COPY", ".proxy"))


def test_the_way_back_from_a_backup_makes_no_empty_desk_first() -> None:
    """Starting what a service depends on runs the migrations, and nothing is restored over a desk."""
    assert "migrations" in SERVICES["backups"]["depends_on"]
    (command,) = re.findall(
        r"^docker compose run .*db restore.*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert "--no-deps" in command.split()
