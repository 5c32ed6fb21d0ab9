"""Rows of the table about messages that go out by channels: the act, the postman, the room beside him."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks import data, floors, scratch
from benchmarks.measure import Row, compared, interleaved, p95, shown
from benchmarks.scratch import Sizes
from benchmarks.screen_rows import DOWN, EMPTY_LIST, FLOOR_ROW, FRAME, board, empty_file, short, started
from benchmarks.terminal import Terminal
from incident_console.clock import SystemClock
from incident_console.config.channels import Channel
from incident_console.desk import Desk
from incident_console.domain.communication import send_update
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion
from incident_console.domain.ways import WayOut
from incident_console.store.store import Store

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SERVICE_SECONDS = 0.02
CHANNELS = 200
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@contextmanager
def service(seconds: float) -> Iterator[int]:
    """Run a server that takes so long for each request, and give its port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)

    def answer(connection: socket.socket) -> None:
        with connection:
            got = b""
            while b"\r\n\r\n" not in got:
                got += connection.recv(65536)
            head, _, body = got.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += connection.recv(65536)
            time.sleep(seconds)
            connection.sendall(ANSWER)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def hook(port: int, name: str = "hook") -> Channel:
    """A channel to a receiver of web hooks on this machine."""
    settings = {"url": f"http://127.0.0.1:{port}/hook", "secret": SECRET}
    return Channel(name=name, kind="webhook", audience="client", settings=settings, private=True)


def told(path: Path, *channels: str) -> Desk:
    """A desk whose clients are told by channels."""
    policy = Policy(usual_ways=tuple(WayOut(channel=name) for name in channels))
    return Desk(Store.open(path), SystemClock(), policy, scratch.PERSON)


def update(desk: Desk, ref: str, number: int) -> None:
    """Write an update, which waits to be sent."""
    desk.act(
        ref,
        send_update,
        impact=f"{number} % of checkouts fail",
        done="rolled back",
        next_steps="enlarge the pool",
        next_update=desk.now() + timedelta(minutes=30),
    )


def three_rows(sizes: Sizes) -> Row:
    """An update that goes out by three channels beside one that somebody posts by hand."""
    by_channels = told(data.copy(1_000, scratch.FOLDER / "rows.db"), "mail", "chat", "hook")
    by_hand = told(data.copy(1_000, scratch.FOLDER / "hand.db"))
    mine, others = declared(by_channels, 20), declared(by_hand, 20)
    numbers = count()

    def ours() -> float:
        return taken(by_channels, mine, next(numbers))

    def floor() -> float:
        return taken(by_hand, others, next(numbers))

    pair = interleaved(ours, floor, sizes.commits // 2, warm=20)
    for desk in (by_channels, by_hand):
        desk.store.close()
    return compared("an update with three rows to be sent", "the same without", pair.scaled(1000), "ms", 1.5)


def declared(desk: Desk, number: int) -> list[str]:
    """Declare so many incidents, and return what they are called."""
    return [
        desk.declare(title=f"Incident {n}", because=[Criterion.PRODUCTION]).incident.ref
        for n in range(number)
    ]


def taken(desk: Desk, refs: list[str], number: int) -> float:
    began = time.perf_counter()
    update(desk, refs[number % len(refs)], number)
    return time.perf_counter() - began


def postman(sizes: Sizes) -> Row:
    """Rows through the postman, to a service that takes 20 ms, beside a bare loop of the same requests."""
    from incident_console.postman.postman import Postman

    rows = 200 if sizes.small else 1_000
    path = data.copy(1_000, scratch.FOLDER / "postman.db")
    with service(SERVICE_SECONDS) as port:
        desk = told(path, "hook")
        for number, ref in enumerate(declared(desk, rows)):
            update(desk, ref, number)
        man = Postman(desk, {"hook": hook(port)})
        began = time.perf_counter()
        while man.turn(1.0 if man.busy else 0):
            pass
        ours = rows / (time.perf_counter() - began)
        left = [row for row in desk.store.deliveries.of() if row.state.value != "ended"]
        if left:
            raise RuntimeError(f"{len(left)} rows did not go out: {left[0].reason}")
        desk.store.close()
        floor = rows / bare_loop(port, rows)
    return Row(
        what=f"{rows:,} rows through the postman, to a service that takes 20 ms",
        floor_name="a bare loop of the same requests",
        ours=shown(ours, "a second"),
        floor=shown(floor, "a second"),
        ratio=ours / floor,
        to_reach="0.8 of its rate",
        reached=ours / floor >= 0.8,
        note="each outcome is on the disk before the next attempt of its channel",
    )


def bare_loop(port: int, rows: int) -> float:
    """Post as often, one after another, and return how long it took (seconds)."""
    body = json.dumps({"text": "x" * 400}).encode()
    began = time.perf_counter()
    for _ in range(rows):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/hook", body)
        connection.getresponse().read()
        connection.close()
    return time.perf_counter() - began


def key_beside_a_hanging_service(sizes: Sizes) -> Row:
    """Moving through the open incidents while a message is being sent to a service that does not answer."""
    rows = board(sizes)
    path, around = data.copy(sizes.large, scratch.FOLDER / "hanging.db"), scratch.environment()
    with service(3600) as port:
        config = scratch.FOLDER / "hanging.toml"
        config.write_text(configuration([hook(port)], deadline="300s"), "utf-8")
        desk = told(path, "hook")
        update(desk, declared(desk, 1)[0], 1)
        desk.store.close()
        argv = scratch.console(path, "--config", str(config))
        with (
            Terminal(argv, around) as ours,
            Terminal([*floors.TABLE_APP, str(len(rows))], around) as floor,
        ):
            ours.until(short(rows[1]))
            floor.until(FLOOR_ROW)
            ours.drain(3.0)
            floor.settle()
            steps = min(sizes.keys, len(rows) - 8)
            pair = interleaved(lambda: ours.press(DOWN), lambda: floor.press(DOWN), steps, warm=2)
    return compared(
        "the same key while a service that is sent to hangs",
        "the same app's cursor key",
        pair.scaled(1000),
        "ms",
        1.5,
        statistic=p95,
        under=round(FRAME, 1),
    )


def start_with_channels(sizes: Sizes) -> Row:
    """The start of the war room where two hundred channels are configured."""
    config = scratch.FOLDER / "channels.toml"
    config.write_text(configuration([hook(9, f"hook-{n}") for n in range(CHANNELS)]), "utf-8")
    floor = started([*floors.TABLE_APP, "1"], FLOOR_ROW)
    argv = scratch.console(empty_file(), "--config", str(config))
    pair = interleaved(started(argv, EMPTY_LIST), floor, sizes.rounds)
    name = "the least Textual app with a table and a footer"
    return compared(
        f"start of the war room, empty file, {CHANNELS} channels", name, pair.scaled(1000), "ms", 1.3
    )


def configuration(channels: list[Channel], deadline: str = "10s") -> str:
    """Return a configuration by which every client is told by these channels."""
    names = ", ".join(f'"{each.name}"' for each in channels)
    tables = [
        f'[channels.{each.name}]\nkind = "webhook"\naudience = "client"\nurl = "{each.settings["url"]}"\n'
        f'secret = "env:HOOK_SECRET"\nprivate = true\ndeadline = "{deadline}"\n'
        for each in channels
    ]
    return f"channels = [{names}]\n" + "\n".join(tables)


def delivery(sizes: Sizes) -> list[Row]:
    """All rows about messages that go out."""
    return [
        three_rows(sizes),
        postman(sizes),
        key_beside_a_hanging_service(sizes),
        start_with_channels(sizes),
    ]
