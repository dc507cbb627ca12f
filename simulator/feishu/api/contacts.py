"""Users and departments (feishu.md §7): contact range, field scopes, paging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError, invalid_field
from simulator.world import Department, Person

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

BASE = ("contact:contact.base:readonly", "contact:contact:readonly_as_app")
MOST = 50


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("GET", "/contact/v3/users/batch", _batch, *BASE)
    add("POST", "/contact/v3/users/batch_get_id", _by_contact, "contact:user.id:readonly")
    add("GET", "/contact/v3/users/find_by_department", _in_department, *BASE)
    add("GET", "/contact/v3/users/{id}", _user, *BASE)
    add("GET", "/contact/v3/departments/{id}", _department, *BASE)
    add("GET", "/contact/v3/departments/{id}/children", _children, *BASE)


def _user(call: Call) -> dict[str, Any]:
    kind = call.id_type()
    person = call.feishu.people.find(call.path("id"), kind)
    return {"user": call.feishu.people.user(_in_range(call, person), kind)}


def _batch(call: Call) -> dict[str, Any]:
    """People outside the contact range are left out."""
    kind, wanted = call.id_type(), call.request.query.getall("user_ids", [])
    if not 1 <= len(wanted) <= MOST:
        raise invalid_field("user_ids", f"needs 1 to {MOST} entries")
    people, _ = call.people(kind, wanted)
    inside = [p for p in people if p.id in call.feishu.settings.contact_range]
    return {"items": [call.feishu.people.user(person, kind) for person in inside]}


def _by_contact(call: Call) -> dict[str, Any]:
    """No user_id in an entry whose person is unknown, out of range or has left."""
    feishu, kind, body = call.feishu, call.id_type(), call.body
    entries: list[dict[str, Any]] = []
    for name, key in (("emails", "email"), ("mobiles", "mobile")):
        values = body.get(name) or []
        if len(values) > MOST:
            raise invalid_field(name, f"has more than {MOST} entries")
        for value in values:
            wanted = str(value).removeprefix("+86")
            person = next((p for p in feishu.people.all() if getattr(p, key) == wanted), None)
            entry: dict[str, Any] = {key: value}
            gone = person is not None and not feishu.people.present(person)
            visible = not gone or body.get("include_resigned")
            if person and visible and person.id in feishu.settings.contact_range:
                entry["user_id"] = feishu.people.id_of(person, kind)
                entry["status"] = feishu.people.user(person, kind)["status"]
            entries.append(entry)
    return {"user_list": entries}


def _in_department(call: Call) -> dict[str, Any]:
    feishu, kind = call.feishu, call.id_type()
    department = _known_department(call, call.query("department_id"))
    people = [
        feishu.people.user(person, kind)
        for person in feishu.people.all()
        if person.department == department.id
        and person.id in feishu.settings.contact_range
        and feishu.people.present(person)
    ]
    return call.page(people, MOST)


def _department(call: Call) -> dict[str, Any]:
    found = _known_department(call, call.path("id"))
    return {"department": _shown(call, found)}


def _children(call: Call) -> dict[str, Any]:
    parent = _known_department(call, call.path("id"))
    everything = call.feishu.sim.world.departments.values()
    return call.page([_shown(call, d) for d in everything if d.parent == parent.id], MOST)


def _shown(call: Call, department: Department) -> dict[str, Any]:
    people, kind = call.feishu.people, call.id_type()
    leader = people.world.people.get(department.leader or "")
    open_id = people.department_id(department)
    return {
        "name": department.name,
        "department_id": department.id if department.parent else "0",
        "open_department_id": open_id,
        "parent_department_id": people.department_id(department.parent)
        if department.parent
        else "",
        "leader_user_id": people.id_of(leader, kind)
        if leader and "feishu" in leader.accounts
        else "",
        "member_count": sum(p.department == department.id for p in people.all()),
        "status": {"is_deleted": False},
    }


def _in_range(call: Call, person: Person | None) -> Person:
    if person is None or person.id not in call.feishu.settings.contact_range:
        raise ApiError(41050, "no user authority error", 403)
    return person


def _known_department(call: Call, key: str) -> Department:
    found = call.feishu.people.department(key)
    if found is None:
        raise ApiError(40004, "no dept authority error", 403)
    return found
