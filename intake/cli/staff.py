"""`intake staff …`: accounts from the command line."""

import click

from intake import accounts, clock, second_factor
from intake.cli.opened import opened
from intake.labels import label
from intake.model import Role
from intake.store import staff


@click.group("staff")
def command() -> None:
    """Accounts: add, list, disable, enable, passwd, reset-factor."""


@command.command("add")
@click.argument("login")
@click.option("--name", help="the person's name; default: LOGIN")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.CLERK.value, show_default=True)
@click.option("--unit", default="", help="the unit whose people log in; with --role unit")
def add(login: str, name: str | None, role: str, unit: str) -> None:
    """A new account; prints its password once."""
    password = accounts.new_password()
    with opened() as (config, conn):
        cost = config.password_cost
        accounts.add(conn, login, name or login, Role(role), password, clock.now(), cost=cost, unit=unit)
    click.echo(password)


@command.command("list")
def list_() -> None:
    """Every account: login, role, name, state."""
    with opened() as (_, conn):
        for person in staff.every(conn):
            state = "已停用" if person.disabled else "使用中"
            click.echo(f"{person.login}\t{label(person.role)}\t{person.name}\t{state}")


@command.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Lock an account; its sessions end."""
    _set_disabled(login, disabled=True)


@command.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Open a locked account again."""
    _set_disabled(login, disabled=False)


@command.command("passwd")
@click.argument("login")
@click.option("--ask", is_flag=True, help="type the new password instead of having one made")
def passwd(login: str, ask: bool) -> None:
    """A new password; prints it where it was made.  Sessions of before end."""
    password = (
        click.prompt("新密码", hide_input=True, confirmation_prompt="再次输入") if ask else accounts.new_password()
    )
    with opened() as (config, conn):
        accounts.set_password(conn, login, password, clock.now(), cost=config.password_cost)
    if not ask:
        click.echo(password)


@command.command("reset-factor")
@click.argument("login")
def reset_factor(login: str) -> None:
    """Take away the second factor of somebody who has lost it; sessions end."""
    with opened() as (_, conn):
        second_factor.reset(conn, staff.by_login(conn, login), clock.now())


def _set_disabled(login: str, *, disabled: bool) -> None:
    with opened() as (_, conn):
        accounts.set_disabled(conn, login, disabled, clock.now())
