"""Logs of every process: one line a record, on standard error, times in UTC."""

import logging
import sys
from datetime import UTC, datetime

from chitrail import tracing


class OneLine(logging.Formatter):
    """`time level logger [trace id]: message`; a traceback is folded into the same line."""

    def format(self, record: logging.LogRecord) -> str:
        """Text of one record, without a line break."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        trace = tracing.current()
        of = f" [{trace.trace_id}]" if trace else ""
        what = f"{record.levelname} {record.name}{of}: {record.getMessage()}"
        text = f"{at.removesuffix('+00:00')}Z {what}"
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return text.replace("\n", " | ")


def configure(level: str) -> None:
    """Send all records from `level` upwards to standard error; call once, in the entry point."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
