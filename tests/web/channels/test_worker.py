from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.own_site


def test_worker_ends_at_a_signal_and_needs_no_store(tmp_path):
    command = [sys.executable, "-c", "from clientela.cli import main; main()", "worker", "--send"]
    alone = {name: value for name, value in os.environ.items() if name != "CLIENTELA_DATABASE_URL"}
    with subprocess.Popen(
        [*command, "--workspace", str(tmp_path)], stdout=subprocess.PIPE, text=True, env=alone
    ) as process:
        assert process.stdout is not None
        assert "Sending whatever campaigns have to send" in process.stdout.readline()
        time.sleep(3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    names = {file.name for file in tmp_path.iterdir()}
    assert {"control.sqlite3", "secret.key"} <= names
    assert not [name for name in names if "duckdb" in name]
