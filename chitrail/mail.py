"""E-mail by SMTP (RFC 5321): one message, one connection, bounded waits."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from chitrail.errors import Unavailable
from chitrail.settings import Settings

TIMEOUT_SECONDS = 10.0
_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")


class MailNotSent(Unavailable):
    """The mail server did not take the message; it may later."""

    code = "mail-not-sent"
    title = "The mail server did not take the message"


def send(
    settings: Settings,
    to: str,
    subject: str,
    text: str,
    *,
    message_id: str = "",
    html: str = "",
    pdf: tuple[str, bytes] | None = None,
) -> None:
    """Hand a message to the server of CHITRAIL_SMTP_URL (`smtp://user:password@host:port`, or `smtps://`).

    `smtp://` is upgraded by STARTTLS; a server that is not this machine and does not offer it gets no
    message. The same `message_id` lets a mailbox see a repetition. `pdf` is a file's name and content. Raises
    MailNotSent.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"] = formatdate(usegmt=True)
    domain = settings.mail_from.rpartition("@")[2].rstrip(">")
    message["Message-ID"] = f"<{message_id}@{domain}>" if message_id else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if pdf:
        message.add_attachment(pdf[1], maintype="application", subtype="pdf", filename=pdf[0])
    try:
        _deliver(settings.smtp_url, message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(f"{type(error).__name__}: {error}") from error


def _deliver(url: str, message: EmailMessage) -> None:
    server = urlsplit(url)
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    with connection:
        if server.scheme == "smtp" and (host not in _LOCAL or connection.has_extn("starttls")):
            connection.starttls(context=context)
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
