"""Who is in this organisation on DingTalk: user ids, union ids, departments, who has left."""

from simulator.dingtalk import ids
from simulator.errors import Refused
from simulator.world import Department, Person, World

PLATFORM = "dingtalk"
ROOT_DEPARTMENT = 1


class Directory:
    def __init__(self, world: World, client_id: str) -> None:
        self.world = world
        self.client_id = client_id
        self.left: set[str] = set()
        self.departments = {
            (ROOT_DEPARTMENT if item.parent is None else ids.department_id(item.id)): item
            for item in world.departments.values()
        }

    def everybody(self) -> list[Person]:
        return [p for p in self.world.people_of(PLATFORM) if p.id not in self.left]

    def person(self, key: str) -> Person:
        """By world id or name; Refused if unknown, not on DingTalk, or gone."""
        person = self.world.person(key)
        if PLATFORM not in person.accounts or person.id in self.left:
            raise Refused(f"{person.name} has no DingTalk account", 404)
        return person

    def by_user_id(self, user_id: object) -> Person | None:
        return next((p for p in self.everybody() if self.user_id(p) == user_id), None)

    def by_union_id(self, union_id: object) -> Person | None:
        return next((p for p in self.everybody() if self.union_id(p) == union_id), None)

    def by_mobile(self, mobile: object) -> Person | None:
        return next((p for p in self.everybody() if p.mobile == mobile), None)

    def by_typed_id(self, value: object, user_id_type: int) -> Person | None:
        """userIdType 1 = userId, 2 = unionId (dingtalk.md §6.2)."""
        return self.by_union_id(value) if user_id_type == 2 else self.by_user_id(value)

    def user_id(self, person: Person) -> str:
        return person.accounts[PLATFORM]

    def union_id(self, person: Person) -> str:
        return ids.union_id(self.client_id, person.id)

    def chat_user_id(self, person: str) -> str:
        return ids.chat_user_id(self.client_id, person)

    def typed_id(self, person: Person, user_id_type: int) -> str:
        return self.union_id(person) if user_id_type == 2 else self.user_id(person)

    def is_admin(self, person: Person) -> bool:
        """An administrator of the organisation."""
        admins = self.world.apps.get(PLATFORM, {}).get("admins")
        return person.id in admins if admins else "管理员" in person.title

    def department_of(self, person: Person) -> int:
        return self.department_key(person.department)

    def department_key(self, key: str) -> int:
        return next(number for number, item in self.departments.items() if item.id == key)

    def parents(self, number: int) -> list[int]:
        """The department itself, then its parents up to the root."""
        chain = [number]
        while (parent := self.departments[chain[-1]].parent) is not None:
            chain.append(self.department_key(parent))
        return chain

    def children(self, number: int) -> list[int]:
        key = self.departments[number].id
        return [n for n, item in self.departments.items() if item.parent == key]

    def members(self, number: int) -> list[Person]:
        return [p for p in self.everybody() if self.department_of(p) == number]

    def head(self, department: Department) -> Person | None:
        return next((p for p in self.everybody() if p.id == department.leader), None)

    def manager(self, person: Person) -> Person | None:
        return next((p for p in self.everybody() if p.id == person.leader), None)
