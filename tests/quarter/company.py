"""The company of the quarter: its policy document, and the same facts in numbers for the checker.

Eight crews of four, each with a lead and a manager; above them the chief. Two crews work in two
shifts, the second past midnight, with every second Saturday; two go by a duty roster.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

CREWS = "abcdefgh"
PLANT = "de"  # crews in shifts
ROUND, DUTY = "cf", "gh"  # crews that take turns, crews with a duty roster
NAMES = ("ann", "bob", "cat", "dan")
WORKING_SATURDAY = date(2026, 9, 5)
BUDGET, ACKNOWLEDGE = 3, 30
REQUESTERS = 60

# number of the rung: (minutes since the ticket came to its owner, for P1), who
RESPOND = {0: (15, 5, ("chat",)), 1: (30, 10, ("next",)), 2: (60, 15, ("lead",))}
# number of the rung: (percent of the target, who)
RESOLVE = {3: (50, ()), 4: (80, ("owner",)), 5: (100, ("owner", "lead")), 6: (150, ("boss",))}
DAY = {"office": 450, "plant": 960}  # working minutes of a full day


def members(crew: str) -> list[str]:
    """The people of a crew, in the policy's order."""
    return [f"{name}_{crew}" for name in NAMES]


def calendar(crew: str) -> str:
    """The working hours of a crew."""
    return "plant" if crew in PLANT else "office"


def target(crew: str, priority: int) -> int:
    """Minutes to resolve."""
    return {1: 240, 2: 480, 3: 3 * DAY[calendar(crew)], 4: 5 * DAY[calendar(crew)]}[priority]


def on_duty(crew: str, at: datetime, start: datetime) -> tuple[str, str]:
    """Main and backup: a week each, handed over on Monday at nine."""
    people = members(crew)
    week = int((at - _first(start)) / timedelta(weeks=1))
    return people[week % 4], people[(week + 1) % 4]


def _first(start: datetime) -> datetime:
    """The Monday at nine before the run begins."""
    return start - timedelta(days=start.weekday() + 7) + timedelta(hours=9)


def policy(start: datetime, days: int) -> str:
    """The configuration document."""
    lines = ["admins: [admin]", "managers: [chief]", "teams:"]
    for crew in CREWS:
        strategy = ("round_robin" if crew in ROUND else "on_duty" if crew in DUTY
                    else "least_load")
        lines += [
            f"  crew_{crew}:",
            f"    members: [{', '.join(f'{{name: {name}}}' for name in members(crew))}]",
            f"    leads: [lead_{crew}]",
            f"    manager: boss_{crew}",
            f"    strategy: {strategy}",
            f"    calendar: {'plant' if crew in PLANT else 'default'}",
            "    digest: null",
            "    weekly: null",
        ]
        if crew in DUTY:
            lines += ["    roster:", *_roster(crew, start, days)]
    lines += ["rules:"]
    lines += [f"  - {{name: {crew}, when: {{words: [pump{crew}]}}, team: crew_{crew}}}"
              for crew in CREWS]
    return "\n".join(lines) + _REST


def _roster(crew: str, start: datetime, days: int) -> list[str]:
    lines, monday = [], _first(start)
    while monday < start + timedelta(days=days + 40):
        end = monday + timedelta(weeks=1)
        main, backup = on_duty(crew, monday, start)
        lines.append(f"      - {{from: {monday:%Y-%m-%d %H:%M}, to: {end:%Y-%m-%d %H:%M}, "
                     f"main: {main}, backup: {backup}}}")
        monday = end
    return lines


_REST = f"""
calendars:
  default:
    zone: Asia/Shanghai
    week: {{mon-fri: 09:00-12:00 13:30-18:00}}
    holidays: china
  plant:
    zone: Asia/Shanghai
    week:
      mon-fri: 08:00-16:00 18:00-02:00
      sat: 08:00-16:00
    alternate_saturdays: {WORKING_SATURDAY}
    holidays: china
  always: {{zone: Asia/Shanghai, always: true}}
slas:
  default:
    P1: {{respond: 15m, resolve: 4h, calendar: always}}
    P2: {{respond: 30m, resolve: 8h}}
    P3: {{respond: 2h, resolve: 3wd}}
    P4: {{respond: 1wd, resolve: 5wd}}
ladders:
  default:
    budget: {BUDGET}
    acknowledge: {ACKNOWLEDGE}m
    steps:
      - {{clock: respond, after: 15m, after_p1: 5m, ping: [chat]}}
      - {{clock: respond, after: 30m, after_p1: 10m, ping: [next]}}
      - {{clock: respond, after: 1h, after_p1: 15m, ping: [lead]}}
      - {{clock: resolve, at: 50%}}
      - {{clock: resolve, at: 80%, ping: [owner]}}
      - {{clock: resolve, at: 100%, ping: [owner, lead]}}
      - {{clock: resolve, at: 150%, ping: [manager]}}
"""
