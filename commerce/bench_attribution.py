"""The models of attribution against their floor: one window query that finds the last touch.

Both read the same generated paths in the same database, one after the other, and write a table. The
models by rule place every touch and write what each of the seven gives it; those of channels (the
chain and the Shapley value) are timed apart, for no window query stands against them, and so are
the touches with all credits beside their orders and campaigns, down to a row for each credit.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console

from commerce.build import run_dbt
from commerce.console import step
from commerce.errors import UserError
from commerce.workspace import open_workspace

RULES = "int_attribution__rule_credits"
TOUCHES = "int_attribution__credited_touches"
CREDITS = "int_attribution__credits"
FACT = "fact_attribution"
CHANNELS = ("channel_states", "transitions", "markov_visits", "removal_effects", "channel_credits")
MODELS_BY_RULE = (
    "first_touch", "last_touch", "last_non_direct", "linear", "position_u", "position_w",
    "time_decay",
)  # fmt: skip
TIMES = 5
# Twelve touches in a row are the paths of five orders, of 1, 1, 2, 3 and 5 touches.
PATHS = """
    create table intermediate.int_attribution__path_touches as
    with numbered as (
        select
            number,
            number // 12 * 5 + list_extract([0, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4], number % 12 + 1)
                as order_number,
            number * 7919 % 2592000 as age_seconds
        from range({touches}) as told(number)
    )
    select
        'default' as store,
        '#' || order_number as order_id,
        md5('order ' || order_number) as order_key,
        'session-' || number * 7907 % {touches} || '-' || number as touch_id,
        timestamp '2026-06-01' - age_seconds * interval 1 second as touched_at,
        age_seconds,
        'Channel ' || number * 31 % 15 as channel_group,
        'google_ads' as ad_platform,
        'campaign ' || number * 37 % 40 as campaign_key,
        cast(touched_at as date) as touched_date,
        number % 3 = 0 as is_direct,
        number % 10 = 0 as has_email
    from numbered
    order by number * 7901 % {touches}
"""
ORDERS = """
    create table intermediate.int_attribution__orders as
    select
        store, order_id, order_key, 'shopify' as platform, 'Shopify Web' as channel_name,
        'first' as order_kind, true as is_journey_ready, date '2026-06-01' as sale_date
    from intermediate.int_attribution__path_touches
    group by store, order_id, order_key
"""
JOURNEYS = """
    create table intermediate.int_attribution__journey_touches as
    select
        store, order_key as journey_key, hash(order_key) % 3 = 0 as is_conversion, touch_id,
        touched_at, channel_group
    from intermediate.int_attribution__path_touches
"""
LAST_TOUCH = """
    select order_key, touch_id
    from (
        select
            order_key,
            touch_id,
            row_number() over (
                partition by order_key order by touched_at desc, touch_id desc
            ) as place
        from intermediate.int_attribution__path_touches
    ) as placed
    where place = 1
"""


def run(touches: int, console: Console) -> str:
    """Time the models over so many touches; return the sentence with the ratios.

    Raises UserError when an order's credits do not add up: then the figures would mean nothing.
    """
    with tempfile.TemporaryDirectory() as name:
        workspace = open_workspace(Path(name) / "bench.duckdb")
        with step(console, "Compiling the models") as running:
            arguments = ["compile", "--select", "path:models/intermediate/attribution", FACT]
            if run_dbt(workspace, arguments, running) != 0:
                raise UserError("dbt compile failed: no comparison.")
        found = (workspace.dbt / "target" / "compiled").rglob("models/**/*.sql")
        models = {path.stem: path.read_text("utf-8") for path in found}
        with duckdb.connect(str(workspace.warehouse)) as connection:
            connection.execute("create schema if not exists intermediate")
            connection.execute(PATHS.format(touches=touches))
            connection.execute(ORDERS)
            connection.execute(JOURNEYS)
            floor, rules = best_of(connection, LAST_TOUCH, models[RULES])
            verify(connection)
            channels = sum(
                made(connection, f"int_attribution__{model}", models[f"int_attribution__{model}"])
                for model in CHANNELS
            )
            touches_alone = made(connection, TOUCHES, models[TOUCHES])
            connection.execute(f"create view intermediate.{CREDITS} as {models[CREDITS]}")
            credits = touches_alone + made(connection, FACT, models[FACT])
    console.print(f"{touches:,} touches in paths, the best of {TIMES} runs by turns")
    for what, seconds in (
        ("last touch alone", floor),
        ("seven models by rule", rules),
        ("Markov and Shapley, once", channels),
        ("all beside orders, once", credits),
    ):
        console.print(f"  {what:<25}{seconds:7.2f} s")
    return (
        f"The models by rule take {rules / floor:.1f} times the last touch alone; Markov and "
        f"Shapley {channels / floor:.1f} times."
    )


def best_of(connection: duckdb.DuckDBPyConnection, floor: str, rules: str) -> tuple[float, float]:
    """The shortest seconds of both queries, which run by turns so that they share what disturbs."""
    pairs = [
        (made(connection, "last_touch", floor), made(connection, RULES, rules))
        for _ in range(TIMES)
    ]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def made(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> float:
    """Write the rows of a query into a table and return the seconds that it took."""
    started = time.perf_counter()
    connection.execute(f"create or replace table intermediate.{name} as {query}")
    return time.perf_counter() - started


def verify(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise UserError unless each order has a million in each model, by touches of its path."""
    wrong = " or ".join(f"sum({name}_units) <> 1000000" for name in MODELS_BY_RULE)
    query = f"""
        select
            (select count(distinct order_key) from intermediate.int_attribution__path_touches)
            - (select count(distinct order_key) from intermediate.{RULES}),
            (select count(*) from (
                select order_key from intermediate.{RULES} group by order_key having {wrong}
            )),
            (select count(*) from intermediate.{RULES}
             anti join intermediate.int_attribution__path_touches using (order_key, touch_id))
    """
    if connection.execute(query).fetchone() != (0, 0, 0):
        raise UserError("The credits of an order do not add up: no comparison.")
