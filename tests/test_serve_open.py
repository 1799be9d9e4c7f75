"""``kg serve --open``: the browser is given the page's address with the token, and a taken port is no obstacle."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from effort import until
from serving import Client
from strategies import brook_cable
from workspaces import workspace

from kg.errors import KgError
from kg.serve import server
from kg.serve.server import Server, Settings


@pytest.mark.skipif(os.name != "posix", reason="the browser of this test is a shell script")
def test_the_browser_gets_the_address_with_the_token(tmp_path: Path, root: Path) -> None:
    folder = workspace(tmp_path / "out", brook_cable())
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}.new && mv {seen}.new {seen}\n')
    browser.chmod(0o700)
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", "--open"]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root, env=environment) as process:
        try:
            assert until(seen.exists)
            port, token = re.findall(r"^http://127\.0\.0\.1:(\d+)/#token=(\S+)$", seen.read_text())[0]
            about = Client(int(port)).ask("GET", "/api/about", Kg_Token=token)[2]
            assert b'"writable":true' in about
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=120)[1]
        finally:
            process.kill()  # whatever happened: the test must not wait for a server that goes on
    assert f"#token={token}" in said
    assert process.returncode == 0


def test_a_port_that_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path / "out", brook_cable())
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(server, "PORT", taken)
        with Server(Settings(folder)) as free:
            assert free.server_address[1] != taken
        with pytest.raises(KgError, match=f"E701 .*{taken}"):
            Server(Settings(folder, port=taken))
