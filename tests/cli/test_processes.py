"""What only a real process shows: exit codes, streams, signals, and what is loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.running import COMMAND, ENVIRONMENT, finished


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['clientela', '--help']\n"
        "from clientela.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'duckdb', 'pyarrow', 'numpy', 'sqlglot', 'lark', 'rich.table', 'phonenumbers', 'babel'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))"
    )
    words = [sys.executable, "-c", code]
    ran = subprocess.run(words, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    assert ran.stdout.splitlines()[-1] == "loaded: []"


def test_error_is_one_line_on_standard_error(tmp_path: Path) -> None:
    ran = finished("quality", "--workspace", tmp_path)
    wanted = f"error: no workspace in {tmp_path}; make one with `clientela init {tmp_path}`\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", wanted)


def test_wrong_call_exits_with_2(tmp_path: Path) -> None:
    ran = finished("segment", "count", "--nonsense", "--workspace", tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No such option" in ran.stderr


def test_output_of_a_pipe_is_plain(firm: Path) -> None:
    ran = finished("segment", "members", "city = 'Barcelona'", "--columns", "first_name", "--workspace", firm)
    assert ran.returncode == 0, ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Núria" in ran.stdout


def test_reader_that_leaves_early_is_no_error(firm: Path) -> None:
    words = [
        *COMMAND,
        "segment",
        "members",
        "external_id is set",
        "--format",
        "json",
        "--workspace",
        str(firm),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_workspace_open_elsewhere_names_the_holder(own_firm: Path) -> None:
    import clientela

    with clientela.open(own_firm):
        ran = finished("quality", "--workspace", own_firm)
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: the workspace is open in ")
    assert f"process {os.getpid()}" in ran.stderr


def _begun(*words: str) -> subprocess.Popen[str]:
    """A command that Ctrl-C reaches, also where the tests run behind a shell, which has it ignored there."""
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    told = [sys.executable, "-c", code, *COMMAND, *words]
    return subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def test_interrupted_sample_is_one_clean_line(tmp_path: Path) -> None:
    with _begun("sample", str(tmp_path / "files"), "--customers", "2000000") as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("files/*.csv")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "stopped; what was finished is kept, and nothing is left half done\n"


def test_interrupted_import_goes_on_when_it_is_repeated(own_firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"M{n},name{n},n{n}@x.example\n" for n in range(60_000))
    path.write_text("external_id,first_name,email\n" + rows, encoding="utf-8")
    words = ["import", str(path), "--as", "customers", "--workspace", str(own_firm)]
    with _begun(*words) as process:
        assert process.stdout is not None
        while "first values" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (
        130,
        "stopped; what was finished is kept, and nothing is left half done\n",
    )
    assert finished(*words).returncode == 0
    counted = finished("segment", "count", "external_id is set", "--json", "--workspace", own_firm)
    assert json.loads(counted.stdout)["count"] == 60_006
