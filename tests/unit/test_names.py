"""Who is meant by a name: the chat first, then the team, then everybody; never a guess."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.domain.people import ChatId, Person
from bot.domain.policy import Policy
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.model import Member, Team
from bot.ports import Tx
from bot.usecases.names import found_by_name, surname_of
from storage.transactions import StoredTransactions

GROUP = ChatId("feishu", "t", "g")
TEAM = Team("设备维修", members=(Member("张强"), Member("李雷")))


@dataclass
class Question:
    """What is known around the question."""

    tx: Tx
    policy: Policy
    actor: Person
    chat: ChatId | None


@pytest.mark.parametrize(
    ("said", "surname"),
    [("张工", "张"), ("李师傅", "李"), ("欧阳工程师", "欧阳"), ("王姐", "王"), ("职工", "职"),
     ("张伟", ""), ("工", ""), ("施工", "施"), ("张伟工", "")],
)
def test_a_surname_before_a_title(said: str, surname: str) -> None:
    assert surname_of(said) == surname


@pytest.mark.parametrize(
    ("said", "here", "team", "expected"),
    [
        ("张工", ["张伟"], None, {"张伟"}),  # the only one in this chat
        ("张工", [], "设备维修", {"张强"}),  # none here: the team's
        ("张工", [], None, {"张伟", "张强", "张三"}),  # nobody nearer: ask
        ("张工", ["张伟", "张强"], None, {"张伟", "张强"}),  # two here: ask
        ("李工", [], None, {"李雷"}),
        ("赵工", [], None, set()),
        ("老大", [], None, {"张三"}),  # an alias
    ],
)
async def test_the_nearest_bearer_is_meant(
    transactions: StoredTransactions, said: str, here: list[str], team: str | None,
    expected: set[str],
) -> None:
    def ask(tx: Tx) -> set[str]:
        people = {n: tx.people.add(n, n) for n in ("张伟", "张强", "张三", "李雷", "陈静")}
        tx.people.save(replace(people["张三"], aliases=("老大",)))
        for name in here:
            tx.people.seen_in(GROUP, people[name].id)
        policy = replace(default_policy(), teams={"设备维修": TEAM})
        question = Question(tx, policy, people["陈静"], GROUP)
        return {p.name for p in found_by_name(said, team, question)}

    assert await transactions.run(ask) == expected
