# SPDX-License-Identifier: Apache-2.0
"""Runs single steps of the recorded journey against a server that spoils one exchange, several
side by side, and tells what came of each."""

import itertools
import threading
import time
from dataclasses import dataclass, field

from cutting import Cutter
from tape import STEPS, Traveller

FRESH_SECONDS = 1500  # a session is forgotten after an idle hour


@dataclass
class Ended:
    """How a step ended, and what the server saw of it."""

    status: int
    told: dict
    seen: list
    begun: int
    trouble: list = field(default_factory=list)

    @property
    def code(self):
        return self.told["code"]


class Worker:
    """One esign and its server; all cases of it come one after the other."""

    def __init__(self, tape, told, authority, binary, folder):
        self.tape, self.authority = tape, authority
        self.cutter = Cutter(authority.issue())
        self.one = Traveller(folder, binary, self.cutter.port, authority.file)
        self.one.learn(**told, port=self.cutter.port)
        self.made = None
        self.gone_on = set()  # states from which the next commands were seen to go on
        self.connections = {}  # step: of each connection its first request's number

    def make_sessions(self):
        """The whole journey, as it should be; again when its sessions grow old."""
        if self.made and time.monotonic() - self.made < FRESH_SECONDS:
            return
        self.gone_on.clear()
        for name, step in STEPS.items():
            self.one.go_back(step.begins)
            firsts = {}
            player = self.tape.player(name, self.cutter.port)

            def answer(exchange, firsts=firsts, player=player):
                firsts.setdefault(exchange.stream.number, exchange.number)
                return player(exchange)

            ended = self.play(name, answer=answer)
            assert (ended.status, ended.seen) == (step.ends, self.tape.keys(name)), (name, ended)
            self.connections[name] = [firsts[number] for number in sorted(firsts)]
            self.one.take_snapshot(name)
        self.made = time.monotonic()

    def play(self, name, *more, cut=None, answer=None):
        """Runs a step's command from wherever the session is."""
        self.cutter.arm(answer or self.tape.player(name, self.cutter.port), cut)
        status, told = self.one.run(STEPS[name], *more)
        self.cutter.settle()
        return Ended(status, told, self.cutter.seen, self.cutter.begun, self.cutter.trouble)

    def close(self):
        self.cutter.close()


class Crew:
    """Workers that share the cases among them."""

    def __init__(self, make, size):
        self.workers = [make(number) for number in range(size)]

    def each(self, cases, judge):
        """judge(worker, case) gives what went wrong, or nothing. (tried, [wrong])"""
        cases, lock = iter(cases), threading.Lock()
        tried, wrong = itertools.count(), []

        def work(worker):
            while True:
                with lock:
                    case = next(cases, None)
                if case is None:
                    return
                next(tried)
                try:
                    worker.make_sessions()
                    why = judge(worker, case)
                except Exception as error:
                    why = repr(error)
                if why:
                    wrong.append(f"{case}: {why}")

        threads = [threading.Thread(target=work, args=(worker,)) for worker in self.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return next(tried), wrong

    def close(self):
        for worker in self.workers:
            worker.close()
