"""A small SMTP server that keeps what it gets, and misbehaves when told to."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Sink:
    """What came, and how to answer. `mute_at` is the command after which it never answers again.

    It takes `pause` seconds over each mail.
    """

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    mute_at: str = ""
    pause: float = 0.0


class _Talk(socketserver.StreamRequestHandler):
    timeout = 120

    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]
        if not self._say(sink, "GREETING", "220 sink.example"):
            return
        while line := self.rfile.readline():
            command = line.decode().split()[0].upper() if line.strip() else ""
            if command == "QUIT":
                self._say(sink, command, "221 bye")
                return
            usual = {"EHLO": "250 sink.example", "DATA": "354 go on"}.get(command, "250 ok")
            if not self._say(sink, command, usual):
                return
            if command == "DATA" and "DATA" not in sink.replies:
                sink.mails.append(self._mail())
                time.sleep(sink.pause)
                if not self._say(sink, "DOT", "250 kept"):
                    return

    def _mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, sink: Sink, command: str, usual: str) -> bool:
        if sink.mute_at == command:
            time.sleep(1.3)
            return False
        self.wfile.write(f"{sink.replies.get(command, usual)}\r\n".encode())
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def sink() -> Iterator[Sink]:
    """Run a server on a free port."""
    kept = Sink()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.sink = kept  # type: ignore[attr-defined]
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
