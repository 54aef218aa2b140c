"""The command that serves the review pages and the API."""

import ipaddress
import os
import socket
import ssl
from contextlib import closing
from pathlib import Path

import click

from extractor.cli.options import database, limit_options
from extractor.errors import ConfigError
from extractor.limits import Limits


@click.command()
@database
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes that read documents.  [default: one a CPU]",
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Serve HTTPS with this certificate chain (PEM).",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The certificate's private key (PEM), where it is in a file of its own.",
)
@click.option(
    "--forwarded-from",
    metavar="ADDRESS",
    help="A proxy that may say who asks, and if by HTTPS: its address, or several with commas.",
)
@click.option(
    "--eval",
    "evaluation",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A report of `gouji eval --json` to be shown.",
)
@limit_options
def serve(
    db: Path,
    host: str,
    port: int,
    jobs: int | None,
    certificate: Path | None,
    key: Path | None,
    forwarded_from: str | None,
    evaluation: Path | None,
    limits: Limits,
) -> None:
    """Serve the review pages and the API over a database.

    Only this machine can reach the service unless --host says otherwise, and nobody without an
    account: `gouji user add NAME` makes one. On a network, browsers sign in by HTTPS only: give a
    --certificate, or put a proxy in front that has one and name it by --forwarded-from. Ctrl-C
    ends the service.
    """
    if key is not None and certificate is None:
        raise click.UsageError("--key goes with --certificate")
    if certificate is not None:
        _check_certificate(certificate, key)
    count = _those_who_may_sign_in(db)
    from extractor.web.app import serve_on
    from extractor.web.service import Options

    at_home = _is_loopback(host)
    secure = certificate is not None or forwarded_from is not None or not at_home
    options = Options(
        db,
        secure=secure,
        processes=jobs or os.cpu_count() or 1,
        evaluation=evaluation,
        limits=limits,
    )
    with closing(listening(host, port)) as listener:
        scheme = "https" if certificate else "http"
        url = _url(scheme, host, listener.getsockname()[1])
        if secure and certificate is None and forwarded_from is None:
            click.echo(
                "gouji: browsers cannot sign in here without HTTPS: give --certificate, or "
                "--forwarded-from the address of a proxy that has one",
                err=True,
            )
        click.echo(f"Gouji serves {db} at {url} ({count} may sign in; Ctrl-C ends it)", err=True)
        serve_on(listener, options, certificate, key, forwarded_from)
    click.echo("Gouji has ended.", err=True)


def _those_who_may_sign_in(db: Path) -> int:
    """How many there are. Raises ConfigError where there is nobody."""
    from extractor.store import Store
    from extractor.web.accounts.users import users

    with Store(db) as store:
        count = sum(not user.disabled for user in users(store))
    if not count:
        raise ConfigError(
            f"nobody can sign in to {db} yet: `gouji user add NAME --role admin --db {db}` "
            "makes an account, and then the service starts"
        )
    return count


def _check_certificate(certificate: Path, key: Path | None) -> None:
    """Raises ConfigError where HTTPS would fail at the first connection."""
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as error:  # those of ssl among them
        raise ConfigError(
            f"{certificate} cannot be used for HTTPS: {error.strerror or error}"
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listening(host: str, port: int) -> socket.socket:
    """A socket on which connections wait. Raises ConfigError where the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        # Of a socket that does not name its protocol, asyncio does not know that it may send at
        # once; an answer would then wait 40 ms for the network to confirm its first part.
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _unusable(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise _unusable(host, port, error) from error
    return listener


def _unusable(host: str, port: int, error: OSError) -> ConfigError:
    reason = error.strerror or error
    return ConfigError(
        f"cannot listen on {host}:{port} ({reason}): choose another with --host and --port"
    )


def _url(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"
