"""Mail, step by step: the phase in which something fails decides whether it was sent."""

from __future__ import annotations

import smtplib
import socket
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from incident_console.delivery.attempt import Attempt, NotAllowed, NotSent
from incident_console.delivery.burst import BURST, hang_up
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt, delivered, refused, uncertain, waiting
from incident_console.delivery.settings import Smtp
from incident_console.domain.vocabulary import Proof
from incident_console.messages.markup import our_html

# An id that is folded, as longer lines would be, is written as an encoded word and no longer found.
MAIL = policy.SMTP.clone(max_line_length=998, cte_type="7bit")
LONGEST_ID = 60
STAND_IN = "incident-console.invalid"
"""The domain of message ids where the sender's own would make them too long."""
GREETING, GO_ON = 220, 354
LONGEST_LINE, LONGEST_REPLY = 8192, 65_536
"""Bytes of an answer; whoever says more is not listened to any longer."""


class CannotBe(Exception):
    """By these settings, or to this address, no mail can be sent by the server; the sentence says why."""


class Answered(Exception):
    """The server ended the attempt by its answer."""

    def __init__(self, step: str, code: int, words: bytes | str) -> None:
        self.code = code
        reply = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        super().__init__(f"{step}: {code} {reply}")


class Conversation(smtplib.SMTP):
    """A conversation over a connection that the attempt has made, and ends."""

    def __init__(self, connection: socket.socket, host: str, local_hostname: str) -> None:
        self._connection = connection
        super().__init__(host, 25, local_hostname=local_hostname)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._connection

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the words of an answer; -1 where what is said is none.

        Raises:
            smtplib.SMTPServerDisconnected: the connection was closed, or the answer does not end.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("closed")
        if self.file is None:
            self.file = self.sock.makefile("rb")
        words: list[bytes] = []
        left = LONGEST_REPLY
        while left > 0:
            line = self.file.readline(LONGEST_LINE)
            if not line.endswith(b"\n"):
                break
            left -= len(line)
            words.append(line[4:].strip())
            code = int(line[:3]) if line[:3].isdigit() else -1
            if line[3:4] != b"-" or code < 0:
                return code, b"\n".join(words)
        self.close()
        raise smtplib.SMTPServerDisconnected("no whole answer")


def send(parcel: Parcel, settings: Smtp) -> Receipt:
    """Send a message to one recipient once; those of a burst go by one connection.

    Before the last line of it is out the server cannot have it; from then on it may, also where its answer
    gets lost.
    """
    with Attempt(settings.deadline) as attempt:
        try:
            conversation = handed_over(message(parcel, settings), parcel.recipient, settings, attempt)
        except (CannotBe, NotAllowed) as error:
            return refused(str(error))
        except NotSent as error:
            return waiting(str(error))
        except Answered as answer:
            return refused(str(answer)) if answer.code >= 500 else waiting(str(answer))
        except (OSError, smtplib.SMTPException) as error:
            return waiting(f"{settings.host}: {attempt.why(error)}")
        except ValueError:
            return refused("it cannot be written as a mail; look at the addresses in the configuration")
        try:
            code, words = conversation.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return uncertain(f"it was sent, and then: {attempt.why(error)}")
        if code // 100 == 2:
            BURST.keep(settings, conversation)
        else:
            hang_up(conversation)
    return taken(code, str(Answered("the message", code, words)))


def handed_over(mail: EmailMessage, recipient: str, settings: Smtp, attempt: Attempt) -> smtplib.SMTP:
    """Return the conversation in which a mail is handed over to its last line, and not answered yet.

    Raises as `introduced` and `address`.
    """
    sender = parseaddr(settings.sender)[1]
    going_on = BURST.take(settings, attempt)
    if going_on is not None:
        try:
            address(going_on, sender, recipient)
            going_on.send(as_sent(mail))
        except (Answered, OSError, smtplib.SMTPException):
            # It may be said of the connection, which has had enough: asked in another one, it counts.
            hang_up(going_on)
        else:
            return going_on
    conversation = introduced(settings, attempt)
    address(conversation, sender, recipient)
    conversation.send(as_sent(mail))
    return conversation


def taken(code: int, reply: str) -> Receipt:
    """Return what the answer to a whole message means; one that is none leaves it uncertain."""
    match code // 100:
        case 2:
            return delivered(Proof.ACCEPTED)
        case 4:
            return waiting(reply)
        case 5:
            return refused(reply)
    return uncertain(f"it was sent, and the answer is none: {reply}")


def introduced(settings: Smtp, attempt: Attempt) -> Conversation:
    """Return a conversation with the server, secured as is asked for, in which we have said who we are.

    Raises:
        CannotBe, NotAllowed: by these settings there can be none.
        NotSent, Answered, OSError, smtplib.SMTPException: there is none now.
    """
    plain = settings.security == "none"
    if plain and not settings.private:
        raise CannotBe("mail without TLS is allowed only with private = true")
    connection = attempt.connect(settings.host, settings.port, private=settings.private)
    if settings.security == "tls":
        connection = attempt.secured(connection, settings.host, settings.ca)
    connection.settimeout(attempt.remaining)
    try:
        conversation = Conversation(connection, settings.host, domain_of(settings.sender))
    except smtplib.SMTPConnectError as error:
        raise Answered("the greeting", error.smtp_code, error.smtp_error) from None
    greet(conversation)
    if settings.security == "starttls":
        if not conversation.has_extn("starttls"):
            raise CannotBe(f"{settings.host} does not offer STARTTLS, and nothing is sent in the clear")
        accepted("STARTTLS", conversation.docmd("STARTTLS"), GREETING)
        conversation.sock = attempt.secured(connection, settings.host, settings.ca)
        # What was said before belongs to nobody: it is asked for again.
        conversation.file = None
        greet(conversation)
    if settings.user:
        log_in(conversation, settings)
    return conversation


def greet(conversation: Conversation) -> None:
    code, words = conversation.ehlo()
    if code < 500:
        accepted("EHLO", (code, words))
    else:
        # An old server may know only this.
        accepted("HELO", conversation.helo())


def log_in(conversation: Conversation, settings: Smtp) -> None:
    """Log in; what the server says to it is repeated, what we said is not."""
    try:
        conversation.login(settings.user, settings.password)
    except smtplib.SMTPAuthenticationError as error:
        raise Answered("the login", error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        raise CannotBe(
            f"{settings.host} knows no login; take user and password out, or another port"
        ) from None
    except UnicodeError:
        raise CannotBe("a login by mail has letters of ASCII alone; choose another password") from None
    except (smtplib.SMTPException, ValueError) as error:
        if isinstance(error, smtplib.SMTPServerDisconnected):
            raise
        raise CannotBe(f"{settings.host} has no way of logging in that is known here") from None


def address(conversation: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Say from whom the message is, and to whom."""
    options = []
    if not f"{sender}{recipient}".isascii():
        if not conversation.has_extn("smtputf8"):
            raise CannotBe("the server takes only addresses of ASCII letters")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    accepted("the sender", conversation.mail(sender, options))
    accepted("the recipient", conversation.rcpt(recipient))
    accepted("DATA", conversation.docmd("DATA"), GO_ON)


def accepted(step: str, answer: tuple[int, bytes], code: int | None = None) -> None:
    """Raise what a server answered, unless that was yes."""
    if answer[0] != code and not (code is None and 200 <= answer[0] < 300):
        raise Answered(step, *answer)


def message(parcel: Parcel, settings: Smtp) -> EmailMessage:
    """Return the mail: text and HTML, in one thread with the incident's others.

    All of them answer the same message, which nobody has: so a thread holds together also where its first
    message got lost.
    """
    mail = EmailMessage(policy=MAIL)
    thread = message_id(parcel.thread, settings.sender)
    mail["From"] = settings.sender
    mail["To"] = parcel.recipient
    mail["Subject"] = parcel.subject
    mail["Date"] = format_datetime(parcel.at)
    mail["Message-ID"] = message_id(parcel.key, settings.sender)
    mail["In-Reply-To"] = thread
    mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(parcel.text)
    mail.add_alternative(parcel.html or our_html(parcel.text), subtype="html")
    return mail


def as_sent(mail: EmailMessage) -> bytes:
    """Return a mail as it goes out after DATA: with one more dot where a line begins with one."""
    written = mail.as_bytes().replace(b"\n.", b"\n..")
    return (b"." if written.startswith(b".") else b"") + written.rstrip(b"\r\n") + b"\r\n.\r\n"


def message_id(unique: str, sender: str) -> str:
    """Return an id of at most 60 characters, which stay on one line."""
    found = f"<{unique}@{domain_of(sender)}>"
    return found if len(found) <= LONGEST_ID else f"<{unique[:32]}@{STAND_IN}>"


def domain_of(sender: str) -> str:
    """Return the domain of an address; of none, one that leads nowhere. Nothing is looked up for it."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return domain if domain.isascii() and domain else STAND_IN
