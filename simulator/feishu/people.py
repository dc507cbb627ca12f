"""The tenant's users and departments as Feishu names them: open_id, union_id, user_id."""

from __future__ import annotations

from typing import Any

from simulator.feishu import ids
from simulator.feishu.settings import Settings
from simulator.world import Department, Person, World

ID_TYPES = ("open_id", "union_id", "user_id")


class People:
    """`resigned` and `blocked` are person ids: those who left, those who blocked the bot."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.settings = settings
        self.resigned: set[str] = set()
        self.blocked: set[str] = set()

    def all(self) -> list[Person]:
        return self.world.people_of("feishu")

    def id_of(self, person: Person, kind: str = "open_id") -> str:
        open_id = person.accounts["feishu"]
        if kind == "open_id":
            return open_id
        if kind == "union_id":
            return ids.derived("on_", open_id)
        return ids.derived("", open_id, 8)

    def ids(self, person: Person) -> dict[str, str]:
        """The three ids; user_id only with its scope (§0)."""
        found = {kind: self.id_of(person, kind) for kind in ID_TYPES}
        if "contact:user.employee_id:readonly" not in self.settings.scopes:
            found["user_id"] = ""
        return found

    def find(self, value: str, kind: str = "open_id") -> Person | None:
        for person in self.all():
            if kind == "email" and person.email == value:
                return person
            if kind in ID_TYPES and self.id_of(person, kind) == value:
                return person
        return None

    def named(self, name: str) -> Person | None:
        return next((person for person in self.all() if person.name == name), None)

    def any_id(self, value: str) -> Person | None:
        """A person by any of the ids (cards accept open_id, union_id and user_id)."""
        return next((p for kind in ID_TYPES if (p := self.find(value, kind))), None)

    def present(self, person: Person) -> bool:
        return person.id not in self.resigned

    def department_id(self, department: Department | str) -> str:
        """The open_department_id; the company itself is the root, "0" (§7)."""
        key = department if isinstance(department, str) else department.id
        found = self.world.departments[key]
        return "0" if found.parent is None else ids.derived("od-", key)

    def department(self, value: str) -> Department | None:
        return next(
            (d for d in self.world.departments.values() if value in (self.department_id(d), d.id)),
            None,
        )

    def user(self, person: Person, id_type: str) -> dict[str, Any]:
        """The user object of §7: a missing field scope leaves the field out, silently."""
        scopes = self.settings.scopes
        gone = person.id in self.resigned
        user: dict[str, Any] = {
            "union_id": self.id_of(person, "union_id"),
            "open_id": self.id_of(person),
            "avatar": {},
            "status": {
                "is_frozen": False,
                "is_resigned": gone,
                "is_activated": True,
                "is_exited": False,
                "is_unjoin": False,
            },
        }
        if "contact:user.employee_id:readonly" in scopes:
            user["user_id"] = self.id_of(person, "user_id")
        if "contact:user.base:readonly" in scopes:
            user |= {"name": person.name, "en_name": "", "job_title": person.title}
        if "contact:user.email:readonly" in scopes:
            user["email"] = person.email
        if "contact:user.phone:readonly" in scopes:
            user["mobile"] = f"+86{person.mobile}"
        if "contact:user.department:readonly" in scopes:
            user["department_ids"] = [self.department_id(person.department)]
            user["leader_user_id"] = self.leader_id(person, id_type)
        return user

    def leader_id(self, person: Person, id_type: str) -> str:
        leader = self.world.people.get(person.leader or "")
        return self.id_of(leader, id_type) if leader and "feishu" in leader.accounts else ""
