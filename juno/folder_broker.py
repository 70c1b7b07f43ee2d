"""The broker of a service without Redis: a folder, made again whenever it is gone (docs/adr/0049).

kombu's own needs the folder to stay: a worker that looks into one that was deleted ends, and a beat can
no longer knock. Nothing is lost with what lay in it: the rows are the truth, and the next knock finds them.
"""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """kombu's channel, which makes its folders again."""

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        self._make_folders()
        super()._queue_bind(exchange, routing_key, pattern, queue)

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        try:
            super()._put(queue, message, **kwargs)
        except ChannelError:
            self._make_folders()
            super()._put(queue, message, **kwargs)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except FileNotFoundError:
            self._make_folders()
            raise Empty from None

    def _size(self, queue: str) -> int:
        try:
            return int(super()._size(queue))
        except FileNotFoundError:
            return 0

    def _make_folders(self) -> None:
        for folder in (self.data_folder_in, self.data_folder_out, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)


class Transport(filesystem.Transport):
    """kombu's transport over a folder, with the channel above."""

    Channel = Channel
