"""What a run did, as metrics of Amazon CloudWatch: alarms and the dashboard of infra/ read them."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from glue.landing.engine import LandingResult
from glue.landing.errors import LandingError
from glue.landing.ledger import DUPLICATE, QUARANTINED_FILE


def measures_of(result: LandingResult) -> dict[str, int]:
    """Counts of one run by metric name; files that an earlier run has seen are not counted."""
    files = [file for file in result.files if file.status != DUPLICATE]
    return {
        "FilesRefused": sum(file.status == QUARANTINED_FILE for file in files),
        "RowsRead": sum(file.rows_read for file in files),
        "RowsLanded": sum(file.rows_landed for file in files),
        "RowsQuarantined": sum(file.rows_quarantined for file in files),
    }


def send(result: LandingResult, namespace: str) -> None:
    """Send the counts of a run that found something new. Raises LandingError in one sentence."""
    if not result.batch_id:
        return
    data = [
        {"MetricName": name, "Value": value, "Unit": "Count"}
        for name, value in measures_of(result).items()
    ]
    try:
        boto3.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data)
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        reason = {
            "AccessDenied": "access is denied; grant cloudwatch:PutMetricData for this namespace",
        }.get(code, f"CloudWatch answered {code or type(error).__name__}")
        raise LandingError(
            f"All has landed, but its measures were not sent to {namespace}: {reason}."
        ) from error
