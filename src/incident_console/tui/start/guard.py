"""A small process that owns the terminal: given back as it was, whatever becomes of the war room.

It is there before Textual is imported: it forks, lets the child run, and waits. Both are in one process
group, so the window's size and the shell's job control reach the child from the kernel; what is sent to the
parent alone it passes on. It loads nothing but the standard library.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

from incident_console.tui.start.settings import Terminal

GRACE_SECONDS = 5.0
"""How long the war room has to save drafts and leave after it was told to end."""

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals after which the war room must be gone within the grace."""

PASSED_ON = (
    *ENDING,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGWINCH,
    signal.SIGTSTP,
)
OWN = (signal.SIGCHLD, signal.SIGALRM, signal.SIGCONT)

FROM_KERNEL = 0x80
"""`si_code` of what a terminal sends to its whole foreground group, the child included."""

BY_KEY = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGWINCH)


def guarded(war_room: Callable[[], int]) -> int:
    """Run the war room in a child and return its exit status; the terminal is then as it was before.

    Args:
        war_room: what the child does; its answer is the exit status. It never returns in this process.

    Returns:
        The child's exit status, or 128 + n where it ended by signal n.
    """
    terminal = Terminal.of(sys.__stdin__, sys.__stderr__)
    if terminal is None:
        return war_room()
    ignored = {number for number in PASSED_ON if signal.getsignal(number) is signal.SIG_IGN}
    watched = {*PASSED_ON, *OWN} - ignored
    for number in OWN:
        # A signal that would be ignored by default is not kept for sigwait everywhere.
        signal.signal(number, lambda *_: None)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    lifeline, other_end = os.pipe()
    # What is still in the buffers would be written by both.
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(other_end)
        for number in OWN:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        # Past all that Python does at its end: that is the parent's.
        os._exit(lived(war_room, lifeline))
    os.close(lifeline)
    # The kernel stops who sets a terminal from the background, as giving it back may be.
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        return Guard(child, terminal, watched).attend()
    finally:
        os.close(other_end)


def lived(war_room: Callable[[], int], lifeline: int) -> int:
    """Be the child: run the war room to its end, or to that of the parent; return the exit status."""
    threading.Thread(target=follow, args=(lifeline,), name="lifeline", daemon=True).start()
    try:
        status = war_room()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # the last line of defence: shown, and an honest status
        traceback.print_exc(file=sys.__stderr__)
        status = 1
    for stream in (sys.__stdout__, sys.__stderr__):
        # The terminal may be gone, which is often why it ends.
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    return status & 0xFF


def follow(lifeline: int) -> None:
    """Wait for the parent's end, which closes its side of the pipe; then leave as if told to."""
    # Whatever ends the reading: the parent is not there any more.
    with suppress(OSError):
        os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(128 + signal.SIGTERM)


class Guard:
    """The parent: passes signals on, stops with the child, and gives the terminal back."""

    def __init__(self, child: int, terminal: Terminal, watched: set[signal.Signals]) -> None:
        self.child = child
        self.terminal = terminal
        self.watched = watched
        self.told_to_end: int | None = None

    def attend(self) -> int:
        """Wait until the child has ended; return its exit status."""
        self.terminal.keep_title()
        while True:
            number, everybody_has_it = self.next_signal()
            if number == signal.SIGALRM:
                self.send(signal.SIGKILL)
            elif number == signal.SIGCHLD:
                status = self.look()
                if status is not None:
                    return self.bury(status)
            elif number != signal.SIGCONT and not (everybody_has_it and number not in ENDING):
                self.pass_on(number)

    def next_signal(self) -> tuple[int, bool]:
        """Wait for a signal; tell also whether the terminal sent it, so that the child has it too."""
        wait = getattr(signal, "sigwaitinfo", None)
        if wait is not None:
            information = wait(self.watched)
            return information.si_signo, information.si_code == FROM_KERNEL
        number = signal.sigwait(self.watched)
        return number, number in BY_KEY

    def pass_on(self, number: int) -> None:
        # An interrupt in the war room is the editor's that it opened; a sent one means: end.
        self.send(signal.SIGTERM if number == signal.SIGINT else number)
        if number in (*ENDING, signal.SIGINT):
            self.told_to_end = number
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def send(self, number: int) -> None:
        # It may have ended between the signal and now; `look` reads its status.
        with suppress(ProcessLookupError):
            os.kill(self.child, number)

    def look(self) -> int | None:
        """See what became of the child: its wait status if it ended; where it stopped, stop with it."""
        # A signal came first, and is looked at first.
        with suppress(InterruptedError):
            child, status = os.waitpid(self.child, os.WNOHANG | os.WUNTRACED)
            if child and os.WIFSTOPPED(status):
                self.stop_too()
            elif child:
                return status
        return None

    def stop_too(self) -> None:
        """Stop the whole group as a key would, so that the shell takes over; go on when it says so.

        Where no shell could continue the group, the kernel drops the signal, and the child goes on at once.
        """
        self.terminal.give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTSTP})
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
        self.continue_child()

    def continue_child(self) -> None:
        """Continue the child unless the shell has: told twice, Textual would start twice."""
        for _ in range(20):
            # It may have ended while it was stopped.
            with suppress(ChildProcessError):
                if os.waitpid(self.child, os.WNOHANG | os.WCONTINUED)[0]:
                    return
            time.sleep(0.005)
        self.send(signal.SIGCONT)

    def bury(self, status: int) -> int:
        """Give the terminal back, say what ended the war room if it crashed, and return the exit status."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        code = os.waitstatus_to_exitcode(status)
        self.terminal.give_back(abruptly=code < 0)
        self.terminal.restore_title()
        if self.told_to_end is not None:
            return 128 + self.told_to_end
        if code >= 0:
            return code
        what = signal.strsignal(-code) or "a signal"
        with suppress(OSError):
            print(f"incident-console crashed ({what}); what it recorded is safe", file=sys.__stderr__)
        return 128 - code
