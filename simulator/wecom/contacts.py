"""The address book as an app created after 2022 may read it: no mobiles, no mails (§5.1, §8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simulator.wecom.api import Api, Call
from simulator.wecom.errors import ApiError
from simulator.wecom.shared import Shared
from simulator.wecom.windows import Windows
from simulator.world import Department, Person

MISS_SHARE = 5  # misses above a fifth of the head-count block the call for a day
LEAST_MISSES = 10  # … which in a company of ten would be two typing errors
MOST_OPEN_IDS = 1000
DAY = timedelta(days=1)


class Contacts:
    def __init__(self, shared: Shared, api: Api) -> None:
        self._shared = shared
        most = max(LEAST_MISSES, len(shared.people.everybody()) // MISS_SHARE)
        self._misses = Windows(shared.sim.clock, (most, DAY.total_seconds()))
        self._blocked: Any = None
        api.get("user/get", self._user)
        api.post("user/getuserid", self._by_mobile)
        api.post("user/get_userid_by_email", self._by_email)
        api.get("user/simplelist", self._simple_list)
        api.get("user/list", self._list)
        api.post("user/list_id", self._list_id)
        api.get("department/list", lambda call: {"department": self._departments(call)})
        api.get("department/simplelist", self._department_ids)
        api.get("department/get", self._department)
        api.get("tag/list", lambda call: {"taglist": []})
        api.get("tag/get", self._tag)
        api.post("batch/openuserid_to_userid", self._plain)

    def reset(self) -> None:
        self._misses.clear()
        self._blocked = None

    def _user(self, call: Call) -> dict[str, Any]:
        userid = call.query.get("userid", "")
        if not userid:
            raise ApiError(40003)
        person = self._shared.people.find_visible(userid)
        if person is None:
            raise ApiError(60111)
        return self._details(person)

    def _details(self, person: Person) -> dict[str, Any]:
        number = self._shared.people.numbers[person.department]
        department = self._shared.sim.world.departments[person.department]
        return {
            "userid": self._userid(person.id),
            "name": person.name,
            "department": [number],
            "order": [0],
            "position": person.title,
            "is_leader_in_dept": [int(department.leader == person.id)],
            "direct_leader": self._userids(person.leader),
            "main_department": number,
            "alias": "",
            "telephone": "",
            "status": 1,
            "extattr": {"attrs": []},
        }

    def _by_mobile(self, call: Call) -> dict[str, Any]:
        now = self._shared.now()
        if self._blocked is not None and now < self._blocked + DAY:
            raise ApiError(45009, "too many unknown mobiles today")
        mobile = call.text("mobile")
        for person in self._shared.people.visible():
            if person.mobile == mobile:
                return {"userid": self._userid(person.id)}
        if not self._misses.allow("misses"):
            self._blocked = now
        raise ApiError(46004)

    def _by_email(self, call: Call) -> dict[str, Any]:
        email = call.text("email").casefold()
        for person in self._shared.people.visible():
            if person.email.casefold() == email:
                return {"userid": self._userid(person.id)}
        raise ApiError(46004)

    def _simple_list(self, call: Call) -> dict[str, Any]:
        return {
            "userlist": [
                {key: each[key] for key in ("userid", "name", "department")}
                for each in self._list(call)["userlist"]
            ]
        }

    def _list(self, call: Call) -> dict[str, Any]:
        department = self._find(call.query.get("department_id"))
        deep = call.query.get("fetch_child") == "1"
        people = self._shared.people.members_of(department.id, deep=deep)
        return {"userlist": [self._details(person) for person in people]}

    def _list_id(self, call: Call) -> dict[str, Any]:
        start = int(call.body.get("cursor") or 0)
        end = start + min(int(call.body.get("limit") or 10000), 10000)
        people = self._shared.people.visible()
        numbers = self._shared.people.numbers
        rows = [
            {"userid": self._userid(person.id), "department": numbers[person.department]}
            for person in people[start:end]
        ]
        return {"next_cursor": str(end) if end < len(people) else "", "dept_user": rows}

    def _departments(self, call: Call) -> list[dict[str, Any]]:
        wanted = call.query.get("id")
        root = self._find(wanted).id if wanted else self._shared.people.root()
        return [self._shown(one) for one in self._shared.people.below(root)]

    def _department_ids(self, call: Call) -> dict[str, Any]:
        rows = [
            {key: each[key] for key in ("id", "parentid", "order")}
            for each in self._departments(call)
        ]
        return {"department_id": rows}

    def _department(self, call: Call) -> dict[str, Any]:
        return {"department": self._shown(self._find(call.query.get("id")))}

    def _shown(self, department: Department) -> dict[str, Any]:
        numbers = self._shared.people.numbers
        return {
            "id": numbers[department.id],
            "name": department.name,
            "name_en": "",
            "department_leader": self._userids(department.leader),
            "parentid": numbers[department.parent] if department.parent else 0,
            "order": 100_000_000 - numbers[department.id],
        }

    def _find(self, number: str | None) -> Department:
        if not number or not number.isdigit():
            raise ApiError(60123)
        department = self._shared.people.department(int(number))
        if department is None:
            raise ApiError(60003)
        return department

    def _tag(self, call: Call) -> dict[str, Any]:
        raise ApiError(40068)

    def _plain(self, call: Call) -> dict[str, Any]:
        """Encrypted ids of an AI bot to plain ones; already plain ids count as invalid."""
        asked = call.body.get("open_userid_list")
        if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_OPEN_IDS:
            raise ApiError(40058, "open_userid_list takes 1 to 1000")
        people = self._shared.people
        known = {people.open_userid(p.id): self._userid(p.id) for p in people.everybody()}
        return {
            "userid_list": [
                {"open_userid": one, "userid": known[one]} for one in asked if one in known
            ],
            "invalid_open_userid_list": [one for one in asked if one not in known],
        }

    def _userid(self, person_id: str) -> str:
        return self._shared.people.userid(person_id)

    def _userids(self, person_id: str | None) -> list[str]:
        """A leader, if visible in this corp."""
        visible = {person.id for person in self._shared.people.visible()}
        return [self._userid(person_id)] if person_id and person_id in visible else []
