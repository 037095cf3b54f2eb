"""Reports as files under CHITRAIL_HOME/reports, and by e-mail once to each address.

A report's log, `<name>.json`, is written after each message that the server took. A crash between the two
sends the message again with the same Message-ID, which mailboxes show once.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chitrail import mail
from chitrail.clock import now
from chitrail.settings import Settings
from pipelines.reports.document import Report
from pipelines.reports.layout import as_csv, as_html, as_text, slug


@dataclass
class Delivered:
    """Where a report is, and who got it now, had it already, or could not be reached and why."""

    files: list[Path] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    had_it: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def folder_of(settings: Settings, outlet_id: str) -> Path:
    """Where an outlet's reports are."""
    return settings.home / "reports" / outlet_id


def recipients(settings: Settings, outlet_id: str) -> list[str]:
    """Addresses of CHITRAIL_REPORT_TO for an outlet: plain ones, and those after `outlet:`."""
    found = []
    for entry in filter(None, map(str.strip, settings.report_to.split(","))):
        outlet, colon, address = entry.rpartition(":")
        if not colon or outlet == outlet_id:
            found.append(address)
    return found


def is_delivered(settings: Settings, outlet_id: str, name: str) -> bool:
    """Whether it was made and everybody has it."""
    path = folder_of(settings, outlet_id) / f"{name}.json"
    return path.exists() and set(recipients(settings, outlet_id)) <= set(_sent(path))


def deliver(settings: Settings, report: Report, *, again: bool = False) -> Delivered:
    """Write the files anew and mail those who have not got it, everybody if `again`; all are tried."""
    folder = folder_of(settings, report.outlet_id)
    folder.mkdir(parents=True, exist_ok=True)
    done, log = Delivered(), folder / f"{report.name}.json"
    with _alone(folder):
        page, attachment = _write(report, folder, done)
        sent = _sent(log) if log.exists() else {}
        for address in recipients(settings, report.outlet_id) if settings.smtp_url else []:
            if address in sent and not again:
                done.had_it.append(address)
                continue
            try:
                _mail(settings, report, address, page, attachment)
            except mail.MailNotSent as error:
                done.failed[address] = error.detail
            else:
                sent[address] = now().isoformat()
                done.sent.append(address)
                _replace(log, _log(sent).encode())
        _replace(log, _log(sent).encode())
    return done


def _write(report: Report, folder: Path, done: Delivered) -> tuple[str, bytes]:
    from pipelines.reports.pdf import as_pdf

    page, printed = as_html(report), as_pdf(report)
    contents = {f"{report.name}.html": page.encode(), f"{report.name}.pdf": printed}
    if report.kind == "gst":
        for section in report.sections:
            contents[f"{report.name}-{slug(section.title)}.csv"] = as_csv(section).encode()
    for name, content in contents.items():
        _replace(folder / name, content)
        done.files.append(folder / name)
    return page, printed


def _mail(settings: Settings, report: Report, address: str, page: str, printed: bytes) -> None:
    mail.send(
        settings,
        address,
        f"{report.outlet_name}: {report.title}",
        as_text(report),
        message_id=f"{report.outlet_id}.{report.name}.{address.replace('@', '.')}",
        html=page,
        pdf=(f"{report.name}.pdf", printed),
    )


def _log(sent: dict[str, str]) -> str:
    return json.dumps({"sent": sent}, indent=1) + "\n"


def _sent(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())["sent"]
    return found


def _replace(path: Path, content: bytes) -> None:
    ready = path.with_name(path.name + ".tmp")
    ready.write_bytes(content)
    ready.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two runs at once do not both send: the second waits and then finds the first one's log."""
    handle = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
