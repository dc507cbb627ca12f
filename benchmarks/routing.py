"""Dry run of a new rule over 10 000, 30 000 and 100 000 past tickets: time, peak memory, growth.

    python -m benchmarks.routing

Prints a table and fails when the time per ticket of the largest run is over twice that of the
smallest, or memory grows with the number of tickets.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.people import ChatId
from bot.domain.policy import ChatPolicy, Condition, Member, Policy, Rule, Shift, Team
from bot.domain.policy.defaults import default_policy
from bot.domain.routing import PastTicket, RoutingRequest, RoutingWorld, dry_run
from bot.domain.ticket import Priority

SIZES = (10_000, 30_000, 100_000)
TEAMS = 12
RULES = 40
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("printer", "network", "valve", "motor", "screen", "door", "pump", "account")
STRATEGIES = ("least_load", "on_duty", "round_robin", "pool")


def main() -> int:
    """Runs all sizes; the exit code says whether growth stayed linear."""
    old = company()
    extra = Rule("new", Condition(words=("printer",), hours="off"), team="team 3")
    new = replace(old, rules=(extra, *old.rules))
    print(f"{RULES} rules, {TEAMS} teams of 8, rosters of a year; two policies per ticket")
    print(f"{'tickets':>9} {'seconds':>9} {'us/ticket':>10} {'peak KiB':>9} {'changed':>9}")
    per_ticket, peaks = [], []
    for size in SIZES:
        seconds, changed = timed(size, old, new)
        peak = peak_memory(size, old, new)
        per_ticket.append(seconds / size)
        peaks.append(peak)
        print(f"{size:>9} {seconds:>9.2f} {seconds / size * 1e6:>10.1f} {peak:>9} {changed:>9}")
    linear = per_ticket[-1] < 2 * per_ticket[0]
    flat = peaks[-1] < 2 * peaks[0] + 64
    print("growth:", "linear" if linear else "NOT LINEAR", "· memory:", "flat" if flat else "GROWS")
    return 0 if linear and flat else 1


def timed(size: int, old: Policy, new: Policy) -> tuple[float, int]:
    """Seconds of the processor and changed tickets of one dry run."""
    begin = time.process_time()
    result = dry_run(tickets(size), old, new, RoutingWorld())
    return time.process_time() - begin, result.changed


def peak_memory(size: int, old: Policy, new: Policy) -> int:
    """Peak KiB the run itself takes (a run of its own: tracing makes it slower)."""
    tracemalloc.start()
    dry_run(tickets(size), old, new, RoutingWorld())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak // 1024


def tickets(size: int) -> Iterator[PastTicket]:
    """A year of tickets, spread over chats, priorities, words and hours."""
    for n in range(size):
        yield PastTicket(
            n,
            RoutingRequest(
                text=f"{WORDS[n % len(WORDS)]} in room {n % 997} does not work since this morning",
                at=START + timedelta(minutes=(n * 7919) % 525_600),
                priority=Priority(n % 4 + 1),
                category=f"group {n % 9}/kind {n % 5}",
                chat=ChatId("any", "corp", f"chat {n % TEAMS}"),
                department=f"department {n % 7}",
            ),
        )


def company() -> Policy:
    """Twelve teams of eight, forty rules that look at words, categories and departments."""
    teams = {name: _team(i, name) for i in range(TEAMS) if (name := f"team {i}")}
    rules = tuple(
        Rule(
            f"rule {i}",
            Condition(
                categories=(f"group {i % 9}/kind {i % 5}",),
                words=(WORDS[i % len(WORDS)], f"word {i}"),
                departments=(f"department {i % 7}",) if i % 2 else (),
            ),
            team=f"team {i % TEAMS}",
        )
        for i in range(RULES)
    )
    chats = {
        (chat := ChatId("any", "corp", f"chat {i}")): ChatPolicy(chat, team=f"team {i}")
        for i in range(TEAMS)
    }
    return replace(default_policy(), teams=teams, rules=rules, chats=chats)


def _team(index: int, name: str) -> Team:
    people = [f"person {index}.{k}" for k in range(8)]
    roster = tuple(
        Shift(
            f"{START + timedelta(weeks=week):%Y-%m-%d} 09:00",
            f"{START + timedelta(weeks=week + 1):%Y-%m-%d} 09:00",
            people[week % 8],
            people[(week + 1) % 8],
        )
        for week in range(53)
    )
    return Team(
        name,
        members=tuple(Member(person) for person in people),
        leads=(people[0],),
        strategy=STRATEGIES[index % len(STRATEGIES)],  # type: ignore[arg-type]
        roster=roster,
    )


if __name__ == "__main__":
    sys.exit(main())
