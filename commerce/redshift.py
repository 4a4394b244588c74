"""A connection to Amazon Redshift: where it is and who asks come from the environment.

REDSHIFT_HOST  REDSHIFT_PORT (5439)  REDSHIFT_DATABASE
REDSHIFT_SECRET                       a secret of AWS Secrets Manager with username, password and,
                                      as RDS and Redshift write it, host, port and dbname
REDSHIFT_USER  REDSHIFT_PASSWORD      or these
REDSHIFT_CLUSTER_ID  AWS_REGION       else short-lived credentials of the caller's IAM role
REDSHIFT_SSLMODE                      verify-full; disable is taken for this machine only
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import boto3
import redshift_connector
from botocore.exceptions import BotoCoreError, ClientError

from commerce.errors import UserError

PORT = 5439
CONNECT_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """Where a database is and who asks. Without a password the caller's IAM role does."""

    host: str
    port: int
    database: str
    user: str = ""
    password: str = ""
    cluster_id: str = ""
    sslmode: str = "verify-full"


def place_of(environment: Mapping[str, str] = os.environ) -> Place:
    """Where the environment says that Redshift is. Raises UserError for what is missing."""
    secret = environment.get("REDSHIFT_SECRET", "")
    said = _secret(secret) if secret else {}
    host = environment.get("REDSHIFT_HOST") or str(said.get("host", ""))
    database = environment.get("REDSHIFT_DATABASE") or str(said.get("dbname", ""))
    for name, value in (("REDSHIFT_HOST", host), ("REDSHIFT_DATABASE", database)):
        if not value:
            raise UserError(f"Redshift is not named: set {name} (or a secret that says it).")
    port = environment.get("REDSHIFT_PORT") or str(said.get("port", PORT))
    if not port.isdecimal():
        raise UserError(f"REDSHIFT_PORT must be a number, but is {port!r}.")
    sslmode = environment.get("REDSHIFT_SSLMODE", "verify-full")
    if sslmode not in ("verify-full", "verify-ca", "disable"):
        raise UserError(f"REDSHIFT_SSLMODE is verify-full, verify-ca or disable, not {sslmode!r}.")
    if sslmode == "disable" and not _is_this_machine(host):
        raise UserError(
            f"REDSHIFT_SSLMODE=disable would send data to {host} in clear text; it is taken for "
            "this machine only."
        )
    return Place(
        host=host,
        port=int(port),
        database=database,
        user=environment.get("REDSHIFT_USER") or str(said.get("username", "")),
        password=environment.get("REDSHIFT_PASSWORD") or str(said.get("password", "")),
        cluster_id=environment.get("REDSHIFT_CLUSTER_ID", ""),
        sslmode=sslmode,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(name: str) -> dict:
    """The members of a secret. Raises UserError when it cannot be read or is no such JSON."""
    try:
        text = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        body = json.loads(text)
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        reason = {
            "ResourceNotFoundException": "it does not exist",
            "AccessDeniedException": "access is denied; grant secretsmanager:GetSecretValue",
        }.get(code, f"Secrets Manager answered {code or type(error).__name__}")
        raise UserError(f"The secret {name} cannot be read: {reason}.") from error
    except ValueError as error:
        raise UserError(f"The secret {name} is not JSON with username and password.") from error
    if not isinstance(body, dict) or not {"username", "password"} <= body.keys():
        raise UserError(f"The secret {name} is not JSON with username and password.")
    return body


def connect(place: Place) -> redshift_connector.Connection:
    """Open a connection without autocommit. Raises UserError in one sentence."""
    options: dict = {
        "host": place.host,
        "port": place.port,
        "database": place.database,
        "timeout": CONNECT_SECONDS,
        "application_name": "commerce load",
    }
    if place.sslmode == "disable":
        options["ssl"] = False
    else:
        options |= {"ssl": True, "sslmode": place.sslmode}
    if place.password:
        options |= {"user": place.user, "password": place.password}
    else:
        options |= {"iam": True, "db_user": place.user or None}
        if place.cluster_id:
            options["cluster_identifier"] = place.cluster_id
            # A cluster takes an IAM role for a user of its own only when it is asked to.
            options["group_federation"] = not place.user
    try:
        return redshift_connector.connect(**options)
    except (redshift_connector.Error, OSError, BotoCoreError, ClientError) as error:
        raise UserError(
            f"Redshift at {place.host}:{place.port} cannot be reached: {said(error)}."
        ) from error


def said(error: BaseException) -> str:
    """What a server said of an error, in one line and without a full stop."""
    body = error.args[0] if error.args else error
    text = body.get("M", body) if isinstance(body, dict) else body
    return " ".join(str(text).split()).rstrip(".")
