"""`make run`, as a newcomer sees it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2


def test_a_session_is_played_and_everything_served(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "luma_mcp.demo.session", "--port", "0"]
    elsewhere = os.environ | {"LUMA_DATABASE_URL": "sqlite+aiosqlite:////nowhere/mine.db", "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, env=elsewhere, stdout=pipe, stderr=pipe, text=True) as run:
        assert run.stderr
        assert run.stdout
        started = re.search(r"http://127\.0\.0\.1:\d+", run.stderr.readline())
        assert started
        key = (tmp_path / ".demo" / "read_only.key").read_text()
        answer = httpx2.get(f"{started[0]}/v1/profiles", headers={"Authorization": f"Bearer {key}"})
        assert len(answer.json()["data"]) == 2
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) == 0
        said = run.stdout.read()
    assert [line for line in said.splitlines() if line.startswith("> ")] != []
    for tool in ("whoami", "list_vendors", "create_invoice", "get_revenue", "get_report"):
        assert f"> {tool} " in said
    assert said.index("read_only  lmb_") < said.index("owner      lmb_")
    desktop = json.loads(said.split("(claude_desktop_config.json)\n")[1].split("\n\n")[0])
    assert key not in json.dumps(desktop)
    assert (tmp_path / ".demo" / "read_only.key").stat().st_mode & 0o777 == 0o600
