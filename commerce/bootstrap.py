"""Create .venv from requirements.lock, once per content of that file.

Runs under whatever `python3` is on the machine, before anything is installed: standard library
only, and no syntax newer than Python 3.6, so that an old interpreter reaches the sentence that says
what is needed.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
LOCK = Path("requirements.lock")
STAMP = VENV / "stamp"


def python_311() -> str:
    """Return the command of a Python 3.11, this interpreter first; exit with a sentence if none."""
    probe = "import sys; sys.exit(sys.version_info[:2] != (3, 11))"
    for candidate in (sys.executable, shutil.which("python3.11"), shutil.which("python3")):
        if candidate and subprocess.call([candidate, "-c", probe], stderr=subprocess.DEVNULL) == 0:
            return candidate
    found = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(
        "Python 3.11 is needed, as python3.11 or python3 on the PATH (python3 here is "
        f"{found}); install it, or say where it is: make run PYTHON=/path/to/python3.11"
    )


def create(python: str) -> None:
    """Replace .venv with an empty environment; exit with one sentence when it cannot be made."""
    if VENV.is_dir():
        shutil.rmtree(str(VENV))
    command = [python, "-m", "venv", str(VENV)]
    if subprocess.call(command, stdout=subprocess.DEVNULL) != 0:
        sys.exit(
            f"{python} cannot make a virtual environment: install its venv package "
            "(on Debian and Ubuntu: python3.11-venv)."
        )


def install() -> None:
    """Install requirements.lock into .venv, counting packages on one line; exit if pip fails."""
    total = sum(1 for line in LOCK.read_text().splitlines() if "==" in line)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    # The lock is complete, so pip has nothing to resolve; `pip check` says if it ever is not.
    process = subprocess.Popen(
        [*pip, "install", "--no-deps", "--no-input", "-r", str(LOCK)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    done, said = 0, []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("Collecting "):
            done += 1
            show(f"{done} of {total} packages fetched: {line.split()[1]}", done % 20 == 0)
        elif line.startswith("Installing collected"):
            show(f"{total} packages fetched, installing", True)
    if sys.stdout.isatty():
        print()
    if process.wait() != 0:
        sys.exit(f"{''.join(said[-12:])}The packages of {LOCK} could not be installed.")
    if subprocess.call([*pip, "check"]) != 0:
        sys.exit(f"{LOCK} is not complete; `make lock` writes it anew.")


def show(text: str, in_log: bool) -> None:
    """Rewrite one line on a terminal; elsewhere print the text only when it belongs in a log."""
    if sys.stdout.isatty():
        sys.stdout.write("\r\x1b[K" + text)
    elif in_log:
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Make .venv agree with requirements.lock; only touch the stamp when it already does."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        STAMP.touch()
        return
    python = python_311()
    print(f"Creating {VENV} from {LOCK} (once, a few minutes).", flush=True)
    create(python)
    install()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
