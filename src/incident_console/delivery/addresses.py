"""Which machine is connected to: every address of a name is looked at before it is used."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from ipaddress import IPv4Address, IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
INTERNET6 = ipaddress.ip_network("2000::/3")
"""All that was ever given out of the newer addresses; what lies elsewhere leads back into some network."""
EXAMPLES = ipaddress.ip_network("3fff::/20")

Found = tuple[int, tuple[str, int]]
"""The family of an address, and what a socket connects to."""


class NotAllowed(Exception):
    """No address may be connected to; the sentence says which setting would allow it."""


class NotFound(Exception):
    """The name leads nowhere, or nothing answered in time."""


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's, also where another one is wrapped in it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and (found in EXAMPLES or not (found in INTERNET6 or found in NAT64)):
        return False
    return all(each.is_global and not each.is_multicast for each in (found, *wrapped_in(found)))


def wrapped_in(found: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the older addresses that an address leads to."""
    if isinstance(found, IPv4Address):
        return ()
    inside = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in NAT64:
        inside.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return tuple(each for each in inside if each is not None)


def addresses_of(host: str, port: int, *, private: bool, seconds: float) -> list[Found]:
    """Return the addresses of a host that may be connected to, in the system's order.

    Args:
        host: a name, or an address.
        port: the port.
        private: whether private, loopback and link-local addresses are allowed.
        seconds: how long the name may be looked up; the system's own lookup knows no deadline.

    Raises:
        NotAllowed: it has no public address.
        NotFound: it has none at all, or the lookup took too long.
    """
    found = looked_up(host, port, seconds)
    allowed = [each for each in found if private or is_public(each[1][0])]
    if not allowed:
        raise NotAllowed(
            f"{host} is {found[0][1][0]}, which is no public address; if that is meant, set private = true"
        )
    return allowed


def looked_up(host: str, port: int, seconds: float) -> list[Found]:
    """Return the addresses of a name, each once, asked for on a thread that is left alone when time is up."""
    answers: queue.SimpleQueue[list[Found] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys((int(info[0]), (str(info[4][0]), port)) for info in infos)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name=f"looking up {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise NotFound(f"the address of {host} was not found in time") from None
    if isinstance(answer, Exception) or not answer:
        raise NotFound(f"there is no address for {host}") from None
    return answer
