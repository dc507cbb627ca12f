"""The company as this corp's address book: userids, encrypted ids, departments, who left."""

from __future__ import annotations

import hashlib

from simulator.errors import Refused
from simulator.world import Department, Person, World


class Directory:
    """Userids are compared case-folded and shown as the world file writes them (§8)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._salt = str(world.apps["wecom"]["corp_id"])
        self.left: set[str] = set()  # person ids who left the company
        self.hidden: set[str] = set()  # person ids outside the app's visible range
        # Departments are numbered in the world's order: the root is 1.
        self.numbers = {key: number for number, key in enumerate(world.departments, start=1)}

    def everybody(self) -> list[Person]:
        """Members of the corp, in the world's order."""
        return [p for p in self._world.people_of("wecom") if p.id not in self.left]

    def visible(self) -> list[Person]:
        return [person for person in self.everybody() if person.id not in self.hidden]

    def member(self, key: str) -> Person:
        """A member by the world's id or name. Refused (404) for anybody else."""
        person = self._world.person(key)
        if person not in self.everybody():
            raise Refused(f"{person.name} is not in this WeCom corp", 404)
        return person

    def userid(self, person_id: str) -> str:
        return self._world.people[person_id].accounts["wecom"]

    def open_userid(self, person_id: str) -> str:
        """The encrypted id an AI bot of an ordinary member gets to see (§5.1)."""
        seed = f"{self._salt}/{self.userid(person_id)}".encode()
        return "woEn" + hashlib.sha256(seed).hexdigest()[:28]

    def find(self, userid: str) -> Person | None:
        """By plain userid, any case."""
        wanted = userid.casefold()
        for person in self.everybody():
            if person.accounts["wecom"].casefold() == wanted:
                return person
        return None

    def find_visible(self, userid: str) -> Person | None:
        person = self.find(userid)
        return person if person is not None and person.id not in self.hidden else None

    def find_any(self, userid: str) -> Person | None:
        """By plain or encrypted userid."""
        for person in self.everybody():
            if self.open_userid(person.id) == userid:
                return person
        return self.find(userid)

    def department(self, number: int) -> Department | None:
        for key, one in self.numbers.items():
            if one == number:
                return self._world.departments[key]
        return None

    def below(self, key: str) -> list[Department]:
        """The department and everything under it, parents first."""
        found = [self._world.departments[key]]
        for department in self._world.departments.values():
            if department.parent == key:
                found += self.below(department.id)
        return found

    def root(self) -> str:
        return next(iter(self._world.departments))

    def members_of(self, key: str, *, deep: bool) -> list[Person]:
        keys = {department.id for department in self.below(key)} if deep else {key}
        return [person for person in self.visible() if person.department in keys]

    def reset(self) -> None:
        self.left.clear()
        self.hidden.clear()
