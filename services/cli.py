"""The command `onedoor`: what each word of it does stands in `--help`; the work is done in `services/commands/`.

Each command imports its work itself: all services together take seconds, and the first line must not wait for them.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra.postgres.early import early_home

app = typer.Typer(
    name="onedoor",
    help="OneDoor (一门): one application, one investigation, every program that can help.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Port of pages and API (default: ONEDOOR_PORT or 8470)")
]
Kafka = Annotated[bool, typer.Option("--kafka", help="Use a local Apache Kafka broker instead of the embedded bus")]
Url = Annotated[str, typer.Option(help="Address of the running system")]
RUNNING_AT = "http://127.0.0.1:8470"


class BusName(StrEnum):
    pglog = "pglog"
    kafka = "kafka"


class LangName(StrEnum):
    zh = "zh"
    en = "en"


class ParkedAction(StrEnum):
    list = "list"
    show = "show"
    release = "release"


@app.command()
def up(
    kafka: Kafka = False,
    port: Port = None,
    real_clock: Annotated[bool, typer.Option("--real-clock", help="Today's clock; no sample households")] = False,
    days_per_minute: Annotated[float, typer.Option(min=0, max=60, help="How fast simulated days pass")] = 0,
) -> None:
    """Start everything in one process and serve until Ctrl-C, with sample households to look at."""
    starting()
    from services.commands import running

    running.up(kafka=kafka, port=port, real_clock=real_clock, days_per_minute=days_per_minute)


@app.command()
def demo(
    households: Annotated[int, typer.Option(min=0, help="Generated households instead of the samples")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the result")] = False,
    kafka: Kafka = False,
    seed: Annotated[int, typer.Option(help="Seed of the generated households")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Go on serving the pages afterwards, until Ctrl-C")] = False,
) -> None:
    """Play sample households through the whole chain; exit 0 only when every outcome is as expected."""
    if not quiet:
        starting()
    with early_home() as home:
        from services.commands import play

        raise typer.Exit(play.demo(home, households=households, quiet=quiet, kafka=kafka, seed=seed, keep=keep))


@app.command()
def cases(
    files: Annotated[list[Path], typer.Argument(help="Case files, all played on one clock")],
    bus: Annotated[BusName, typer.Option(help="The bus between the services")] = BusName.pglog,
    json: Annotated[Path | None, typer.Option("--json", help="Write the report as data into this file")] = None,
) -> None:
    """Play case files through the running system; exit 0 only when every expectation of every file holds."""
    with early_home() as home:
        from services.commands import play

        raise typer.Exit(play.cases(home, files, bus=bus.value, json=json))


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="Name of the service, e.g. intake")],
    only: Annotated[list[str] | None, typer.Option(help="Only these program folders (service programs)")] = None,
    port: Port = None,
) -> None:
    """Run one service, as a container does; Postgres and Kafka come from ONEDOOR_DATABASE_URL and ONEDOOR_KAFKA."""
    from services.commands import running

    running.serve(service, only=only or (), port=port)


@app.command()
def topics(create: Annotated[bool, typer.Option("--create", help="Create them on ONEDOOR_KAFKA")] = False) -> None:
    """List the topics with their partitions and retention."""
    from services.commands import topics as topics_command

    topics_command.topics(create=create)


@app.command()
def parked(
    action: Annotated[ParkedAction, typer.Argument()] = ParkedAction.list,
    service: Annotated[str | None, typer.Option(help="Only this service")] = None,
    household: Annotated[str | None, typer.Option(help="Only this household")] = None,
    url: Url = RUNNING_AT,
) -> None:
    """Households that were put aside because a message of theirs could not be handled."""
    from services.commands import parked as parked_command

    parked_command.parked(action.value, service=service, household=household, url=url)


@app.command()
def explain(
    case: Annotated[str, typer.Argument(help="Id of an application, or the number that the family reads out")],
    lang: Annotated[LangName, typer.Option(help="Language of the sentences")] = LangName.zh,
    url: Url = RUNNING_AT,
) -> None:
    """Why a household has its class and its awards: every rule with value, source, limit and article."""
    from services.commands import explain as explain_command

    explain_command.explain(case, lang=lang.value, url=url)


@app.command()
def verify(kafka: Kafka = False) -> None:
    """Say whether every log is whole, as it was written and without a gap on the bus; exit 0 only where it is."""
    from services.commands import verify as verify_command

    raise typer.Exit(verify_command.verify(kafka=kafka))


@app.command()
def rebuild(
    service: Annotated[str, typer.Argument(help="Name of the service, e.g. portal")],
    view: Annotated[str, typer.Argument(help="Name of its view, e.g. tracker")],
    kafka: Kafka = False,
    back: Annotated[bool, typer.Option("--back", help="Exchange with the version that was live before")] = False,
) -> None:
    """Build a view anew from the log beside the live one, and exchange the two in one moment."""
    from services.commands import rebuild as rebuild_command

    rebuild_command.rebuild(service, view, kafka=kafka, back=back)


@app.command()
def cliffs(
    households: Annotated[int, typer.Option(min=1, help="How many invented families are tried")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the families")] = 1,
    svg: Annotated[Path | None, typer.Option(help="Draw the family with the deepest fall into this file")] = None,
) -> None:
    """Where a family has less in all although it earns more; exit 0 only when the law makes every such step."""
    from services.commands import cliffs as cliffs_command

    raise typer.Exit(cliffs_command.print_cliffs(households=households, seed=seed, svg=svg))


@app.command()
def simulate(
    people: Annotated[int, typer.Option(min=1, help="How many people")] = 725_000,
    seed: Annotated[int, typer.Option(help="Seed of the population")] = 1,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes share the work")] = 2,
) -> None:
    """A whole invented population through the rules: people by group, yearly cost by program and county."""
    from services.commands import simulate as simulate_command

    simulate_command.simulate(people=people, seed=seed, processes=processes)


@app.command()
def doctor() -> None:
    """Say what this computer has and what is missing."""
    from services.commands import doctor as doctor_command

    raise typer.Exit(doctor_command.doctor())


def starting() -> None:
    print("Starting Postgres and all services ...", flush=True)


def main() -> None:
    app()
