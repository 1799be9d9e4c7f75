"""``kg serve`` running over a workspace, and pages of it in the browser, every request counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from e2e_pages import Opened

from kg.query.run import Limits
from kg.serve.server import Server, Settings


class Served(Opened):
    """A page that a server sent; it may ask for what lies on that server and for nothing else."""

    def outside(self) -> list[str]:
        """What was asked of anybody else."""
        own = self.url.rstrip("/") + "/"
        return [url for url in self.requests if not url.startswith(own) and url != "about:blank"]

    def close(self) -> None:
        """End, with nothing asked for elsewhere, no error and no dialog."""
        self.page.wait_for_timeout(100)
        assert self.outside() == []
        assert self.sockets == []
        assert self.errors == []
        assert self.dialogs == []
        self.page.context.close()


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[Server]:
    """A server over this workspace, on a port of its own."""
    with Server(Settings(folder, port=0, limits=Limits(seconds=30), **settings)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


Visit = Callable[..., Served]


@contextmanager
def visits(chromium: Any) -> Iterator[Visit]:
    """``visit(server, fragment="", token=True, **context)``: a page of the server, opened as ``--open`` does it."""
    opened: list[Served] = []

    def visit(server: Server, fragment: str = "", *, token: bool = True, **options: Any) -> Served:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        page = context.new_page()
        page.set_default_timeout(20_000)
        found = Served(page, f"{server.address}/")
        context.on("request", lambda request: request.url.startswith("blob:") or found.requests.append(request.url))
        page.on("websocket", lambda socket: found.sockets.append(socket.url))
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and found.errors.append(message.text))
        page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        first = "&".join(part for part in (f"token={server.token}" if token else "", fragment) if part)
        page.goto(f"{found.url}#{first}")
        found.ready()
        opened.append(found)
        return found

    yield visit
    for found in opened:
        found.close()
