"""The configuration document: nothing lost on the way, every fault at once with its place."""

from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Interval
from bot.domain.people import ChatId
from bot.domain.policy import (
    Category,
    ChatPolicy,
    Condition,
    FormField,
    Ladder,
    Member,
    Policy,
    Rule,
    Rung,
    Shift,
    SlaPolicy,
    Target,
    Team,
    Template,
)
from bot.domain.policy.calendars import Sketch, build
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.document import dump, load, read
from bot.domain.ticket import Priority

# Shrinking whole policies takes minutes; the failing example is printed as it is.
QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def is_a_name(text: str) -> bool:
    """What the edits in chat accept as a name, and a byte order mark besides."""
    return bool(text) and text.lower() not in ("null", "~") and "\ufeff" not in text


letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
names = st.text(letters, min_size=1, max_size=12).map(str.strip).filter(is_a_name)
minutes = st.integers(1, 10_000)
priorities = st.sampled_from(Priority)
clock = st.integers(0, 23).map(lambda h: f"{h:02d}:30")
dates = st.dates(date(2024, 1, 1), date(2029, 12, 31))
patterns = st.lists(st.integers(0, 47), min_size=2, max_size=4, unique=True).map(
    lambda halves: tuple(
        Interval(a * 30, b * 30)
        for a, b in zip(sorted(halves)[::2], sorted(halves)[1::2], strict=False)
    )
)
nights = st.just((Interval(22 * 60, 30 * 60),))


def several(strategy, most=3):
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


@st.composite
def calendars(draw, name):
    known = draw(st.none() | st.frozensets(st.integers(2024, 2030), max_size=3))
    own = draw(st.dictionaries(dates, st.none() | st.just(()) | patterns | nights, max_size=4))
    festival = st.sampled_from(["spring_festival", "厂庆", "mid_autumn+national_day"])
    sketch = Sketch(
        zone=draw(st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin"])),
        week=draw(st.dictionaries(st.integers(0, 6), patterns | nights, min_size=1, max_size=7)),
        working_saturday=draw(st.none() | st.just(date(2026, 11, 21))),
        china=draw(st.booleans()),
        days=own,
        names={day: draw(festival) for day, hours in own.items() if hours is not None},
        known_years=known,
        version=draw(st.integers(1, 9)),
    )
    return build(name, sketch)


@st.composite
def policies(draw):
    base = default_policy()
    people = draw(st.lists(names, min_size=3, max_size=5, unique=True))
    sites = draw(several(names))
    team_names = draw(st.lists(names, max_size=2, unique=True))
    own = draw(names.filter(lambda n: n not in ("default", "always")))
    person = st.sampled_from(people)
    chat_ids = st.builds(
        ChatId, st.sampled_from(["feishu", "wecom"]), st.just("corp"),
        st.sampled_from(["a==", "b:c"]),
    )
    no_sites: st.SearchStrategy = st.just(frozenset())
    some_sites = st.frozensets(st.sampled_from(sites), max_size=2) if sites else no_sites
    target = st.builds(Target, minutes, minutes, st.sampled_from(["", "always", own])) | st.builds(
        Target, st.just(0), minutes, respond_days=st.integers(1, 9)
    )
    sla = st.builds(
        SlaPolicy, st.just(own), st.fixed_dictionaries(dict.fromkeys(Priority, target))
    )
    who = several(st.sampled_from(["owner", "lead", "manager", "chat", "next"]))
    clocks = st.sampled_from(["respond", "resolve"])
    rung = st.builds(Rung, clocks, who, percent=st.integers(1, 300)) | st.builds(
        Rung, clocks, who, minutes=minutes, minutes_p1=st.none() | minutes
    )
    ladder = st.builds(
        Ladder,
        st.just(own),
        st.lists(rung, max_size=3).map(lambda r: (*r, Rung("respond", ("lead",), minutes=60))),
        minutes,
        st.integers(1, 50),
    )
    member = st.builds(
        Member, person, st.frozensets(names, max_size=2), st.none() | st.integers(0, 50),
        st.integers(0, 200), some_sites,
    )  # fmt: skip
    start = st.dates(date(2026, 1, 1), date(2026, 6, 1))
    shift = st.builds(
        lambda day, main, backup, kind: Shift(
            f"{day} 09:00", f"{day + timedelta(days=7)} 09:00", main, backup, kind
        ),
        start, person, st.none() | person, st.just("") | names,
    )  # fmt: skip

    members = st.lists(member, min_size=1, max_size=3, unique_by=lambda m: m.handle).map(tuple)

    def team(name):
        return st.builds(
            Team, st.just(name), members, several(person), st.none(),
            st.sampled_from(["default", own]), st.sampled_from(["default", own]),
            st.sampled_from(["default", own]),
            st.sampled_from(["fixed", "on_duty", "least_load", "round_robin", "pool"]),
            st.none() | chat_ids, st.lists(shift, max_size=2).map(tuple), st.none() | clock,
            st.none() | clock.map(lambda c: f"fri {c}"),
        )  # fmt: skip

    category = st.builds(Category, names, several(names), st.none() | priorities)
    form = st.builds(
        FormField, names, st.sampled_from(["text", "photo", "choice"]),
        st.lists(names, min_size=1, max_size=3, unique=True).map(tuple), st.booleans(),
        st.sampled_from(["filing", "finishing"]),
    )  # fmt: skip
    template = st.builds(
        Template, st.just(own),
        st.lists(category, max_size=3, unique_by=lambda c: c.name).map(tuple),
        st.lists(form, max_size=3, unique_by=lambda f: f.name).map(tuple),
        st.sampled_from([None, "default", own]), st.integers(0, 30),
    )  # fmt: skip
    condition = st.builds(
        Condition, several(names), several(priorities),
        several(st.sampled_from(sites)) if sites else st.just(()), several(chat_ids, 2),
        several(names), several(names), several(names), st.sampled_from(["", "working", "off"]),
    )  # fmt: skip
    known_team = st.sampled_from(team_names) if team_names else st.none()
    rule = st.builds(
        Rule, names, condition, st.none() | known_team, person, st.none() | st.just("pool"),
        st.none() | names, st.none() | st.just(own), st.none() | priorities,
        st.none() | st.just(own), st.booleans(),
    )  # fmt: skip
    chats = {
        chat: ChatPolicy(
            chat, draw(known_team), draw(st.none() | st.just(own)),
            draw(st.sampled_from(sites)) if sites else None, draw(st.booleans()),
            draw(several(names)), draw(st.none() | st.just("en-US")),
        )
        for chat in draw(several(chat_ids, 2))
    }  # fmt: skip
    handles = st.sampled_from(people)
    return Policy(
        version=draw(st.integers(0, 99)),
        language=draw(st.sampled_from(["zh-CN", "en-US"])),
        admins=draw(several(person)),
        dispatchers=draw(several(person)),
        managers=draw(several(person)),
        calendars={**base.calendars, own: draw(calendars(own))},
        slas={**base.slas, own: draw(sla)},
        ladders={**base.ladders, own: draw(ladder)},
        teams={name: draw(team(name)) for name in team_names},
        templates={own: draw(template)},
        rules=tuple(draw(st.lists(rule, max_size=3, unique_by=lambda r: r.name))),
        chats=chats,
        sites=sites,
        scopes=draw(st.dictionaries(handles, st.sampled_from(["own", "team", "all"]), max_size=2)),
        accounts=draw(
            st.dictionaries(
                handles, st.dictionaries(st.sampled_from(["feishu", "wecom"]), names, min_size=1),
                max_size=2,
            )
        ),
        names=draw(st.dictionaries(handles, names, max_size=3)),
        aliases=draw(
            st.dictionaries(
                handles, st.lists(names, min_size=1, max_size=2, unique=True).map(tuple), max_size=2
            )
        ),
        triage=draw(st.booleans()),
    )  # fmt: skip


@QUICK
@given(policies())
def test_nothing_is_lost_between_policy_and_text(policy):
    text = dump(policy)
    assert load(text) == policy
    assert dump(load(text)) == text


@QUICK
@given(policies(), policies())
def test_nothing_is_lost_when_another_text_lends_its_comments(before, after):
    assert load(dump(after, dump(before))) == after


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall_over(text):
    reading = read(text)
    assert (reading.policy is None) == any(not fault.warning for fault in reading.faults)
