"""The pseudonym key of a deployed job: from AWS Secrets Manager, never a file or an argument."""

from __future__ import annotations

import json

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from glue.landing.errors import LandingError
from glue.landing.pii import MIN_KEY_BYTES


def key_from_secret(name: str) -> bytes:
    """The key in a secret: its text, or the member `pii_key` of its JSON.

    Raises LandingError in one sentence when the secret is missing, unreadable or too short.
    """
    try:
        text = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        reason = {
            "ResourceNotFoundException": "it does not exist",
            "AccessDeniedException": "access is denied; grant secretsmanager:GetSecretValue",
        }.get(code, f"Secrets Manager answered {code or type(error).__name__}")
        raise LandingError(f"The secret {name} cannot be read: {reason}.") from error
    try:
        body = json.loads(text)
    except ValueError:
        body = text
    key = str(body.get("pii_key", "") if isinstance(body, dict) else body).strip().encode()
    if len(key) < MIN_KEY_BYTES:
        raise LandingError(
            f"The key in the secret {name} must have at least {MIN_KEY_BYTES} bytes."
        )
    return key
