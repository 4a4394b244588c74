"""The state machine, events, logs, alarms and topics."""

from __future__ import annotations

import json

from tests.python.infra.rules.frame import (
    DAYS_180,
    Found,
    add_rule,
    body_at,
    drop,
    equal,
    put,
    rule,
    rule_of,
)
from tests.python.infra.templates import (
    Templates,
    as_list,
    properties,
    statements,
)


@rule(
    "OWN.log-retention",
    "Every log is kept for 180 days or longer, and is encrypted.",
    put("schedule.RunLogGroup", "RetentionInDays", 30),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Logs::LogGroup"):
        if body.get("RetentionInDays") != {"Ref": "LogRetentionDays"} or "KmsKeyId" not in body:
            yield name
    for name, template in templates.items():
        allowed = template.get("Parameters", {}).get("LogRetentionDays", {}).get("AllowedValues")
        if allowed and min(allowed) < DAYS_180:
            yield f"{name}: parameter LogRetentionDays"


@rule(
    "OWN.log-retention-parameter",
    "No parameter file can ask for a shorter retention.",
    lambda t: t["network"]["Parameters"]["LogRetentionDays"]["AllowedValues"].append(30),
)
def _(templates: Templates) -> Found:
    return rule_of("OWN.log-retention").check(templates)


@rule(
    "OWN.missing-data",
    "Every alarm says what silence means; for the dead man it is the fault.",
    drop("schedule.RunFailed", "TreatMissingData"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CloudWatch::Alarm"):
        wanted = "breaching" if name == "schedule.RunNeverCame" else "notBreaching"
        if body.get("TreatMissingData") != wanted:
            yield name


@rule(
    "OWN.dead-man",
    "A run that never comes raises an alarm.",
    put("schedule.RunNeverCame", "TreatMissingData", "notBreaching"),
)
def _(templates: Templates) -> Found:
    return rule_of("OWN.missing-data").check(templates)


@rule(
    "OWN.alarms-tell",
    "Every alarm is sent to somebody.",
    put("schedule.EventLost", "AlarmActions", []),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CloudWatch::Alarm"):
        if body.get("AlarmActions") != [{"Ref": "AlarmTopic"}]:
            yield name


@rule(
    "OWN.alarms-there",
    "Failed and missing runs, quarantine, capacity and lost events are watched.",
    lambda t: t["schedule"]["Resources"].pop("TooMuchInQuarantine"),
)
def _(templates: Templates) -> Found:
    seen = json.dumps([body for _n, body in properties(templates, "AWS::CloudWatch::Alarm")])
    for metric in (
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
        "RunsPublished",
        "RowsQuarantined",
        "FilesRefused",
        "ComputeCapacity",
        "CPUUtilization",
        "ApproximateNumberOfMessagesVisible",
    ):
        if f'"{metric}"' not in seen:
            yield metric


@rule(
    "OWN.alarm-key",
    "Alarms and events can encrypt for the topic.",
    put(
        "schedule.AlarmKey",
        "KeyPolicy",
        "Statement",
        1,
        "Principal",
        {"Service": ["events.amazonaws.com"]},
    ),
)
def _(templates: Templates) -> Found:
    allowed = {
        service
        for statement in statements(body_at(templates, "schedule.AlarmKey")["KeyPolicy"])
        for service in as_list(statement["Principal"].get("Service", []))
        if {"kms:Decrypt", "kms:GenerateDataKey"} <= set(as_list(statement["Action"]))
    }
    yield from {"cloudwatch.amazonaws.com", "events.amazonaws.com"} - allowed


add_rule(
    "SNS.1",
    "Topics are encrypted with the key that alarms can use.",
    equal("AWS::SNS::Topic", "KmsMasterKeyId", to={"Fn::GetAtt": ["AlarmKey", "Arn"]}),
    put("schedule.AlarmTopic", "KmsMasterKeyId", "alias/aws/sns"),
)
add_rule(
    "SNS.2",
    "What became of a message is logged.",
    lambda t: [
        n for n, b in properties(t, "AWS::SNS::Topic") if not b.get("DeliveryStatusLogging")
    ],
    drop("schedule.AlarmTopic", "DeliveryStatusLogging"),
)


@rule(
    "SNS.4",
    "Only AWS's own alarms and events of this account publish to the topic.",
    drop("schedule.AlarmTopicPolicy", "PolicyDocument", "Statement", 0, "Condition"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::SNS::TopicPolicy"):
        for statement in statements(body["PolicyDocument"]):
            if statement["Effect"] == "Allow":
                only = statement.get("Condition", {}).get("StringEquals", {})
                if set(statement["Principal"]) != {"Service"} or "aws:SourceAccount" not in only:
                    yield name


@rule(
    "StepFunctions.1",
    "Every step of a run is logged.",
    put("schedule.Run", "LoggingConfiguration", "Level", "OFF"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::StepFunctions::StateMachine"):
        logging = body.get("LoggingConfiguration", {})
        if logging.get("Level") != "ALL" or not logging.get("Destinations"):
            yield name


@rule(
    "OWN.lost-events",
    "An event that starts no run is kept and told of.",
    lambda t: body_at(t, "schedule.RawExportArrived")["Targets"][0].pop("DeadLetterConfig"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Events::Rule"):
        for target in body["Targets"]:
            if "DeadLetterConfig" not in target or "RetryPolicy" not in target:
                yield name


@rule(
    "OWN.starts",
    "Raw exports and a daily schedule start runs.",
    drop("schedule.EveryDay", "ScheduleExpression"),
)
def _(templates: Templates) -> Found:
    rules = [body for _name, body in properties(templates, "AWS::Events::Rule")]
    if not any("ScheduleExpression" in body for body in rules):
        yield "no schedule"
    events = [b["EventPattern"] for b in rules if "EventPattern" in b]
    wanted = [{"prefix": "raw/"}]
    if not any(e["detail"].get("object", {}).get("key") == wanted for e in events):
        yield "no raw exports"


@rule(
    "OWN.no-file-name",
    "No file name, which may name a person, enters the log of a run.",
    lambda t: body_at(t, "schedule.RawExportArrived")["Targets"][0].update(
        InputPath="$.detail.object"
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Events::Rule"):
        for target in body["Targets"]:
            if target.get("InputPath") != "$.detail.bucket" and "Input" not in target:
                yield name


@rule(
    "OWN.dashboards-over-tls",
    "Dashboards reach the warehouse privately, over TLS, by a secret.",
    put("bi.Warehouse", "SslProperties", "DisableSsl", True),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::QuickSight::DataSource"):
        if body["SslProperties"]["DisableSsl"] or "VpcConnectionProperties" not in body:
            yield name
        if set(body["Credentials"]) != {"SecretArn"}:
            yield name
