"""Working hours and escalation ladders in chat."""

TEXTS = {
    "config.hours": "工时 {name}",
    "config.ladder": "升级链 {name}",
    "config.used_by": "在用：{teams}",
    "config.all_day": "全天 24 小时",
    "config.alternate": "隔周六上班，{first} 这周上",
    "config.patience": "主管 {time} 内要点「已知晓」，否则再上一级；每人每小时最多打扰 {count} 次",
    "config.hint.hours": (
        "改：/工时 周一至周五 09:00-12:00 13:30-18:00；/工时 班组名 单休｜大小周 从 11/28｜三班｜7x24"
    ),
    "config.hint.ladder": (
        "改：/升级链 80% 提醒 处理人；未接单 15分钟 提醒 群；删 2；确认 30分钟；前面写班组名就只改该组"
    ),
    "config.hours_how": (
        "没看懂时间。请写成「/工时 周一至周五 09:00-12:00 13:30-18:00」，休息写「/工时 周六 休息」。"
    ),
    "config.hours_saturday": "请写上哪个周六上班，例如「/工时 大小周 从 11/28」。",
    "config.hours_always": (
        "「7×24」是固定的。请写上班组名，例如「/工时 IT支持 周一至周五 09:00-18:00」。"
    ),
    "config.built_in": "这一份是大家共用的，不能删。要还原，请发「恢复默认」。",
    "config.ladder_how": "没看懂。请写成「/升级链 80% 提醒 处理人」或「/升级链 未接单 15分钟 提醒 群」。",
    "config.ladder_who": (
        "没看懂「{said}」。可以提醒：群、处理人、班组、组长、主管、报修人，或者「换人」「变色」。"
    ),
    "config.ladder_nobody": (
        "请写上提醒谁，例如「/升级链 80% 提醒 处理人」。只改卡片颜色就写「80% 变色」。"
    ),
    "config.ladder_late": "超时请按百分比写，例如「/升级链 超时 50% 提醒 主管」。",
    "config.ladder_drop": "请写要删哪一级，例如「/升级链 删 2」。发「/升级链」看序号。",
    "config.ladder_minutes": "没看懂「{said}」，请写成 15分钟 或 1小时。",
    "config.step": "{moment}：{act}",
    "config.step.respond_after": "未接单 {after}[（P1 {p1}）]",
    "config.step.respond_at": "响应时限 {at}",
    "config.step.resolve_after": "完成用时 {after}",
    "config.step.resolve_at": "完成时限 {at}",
    "config.step.ping": "提醒 {whom}",
    "config.step.next": "换下一个人",
    "config.step.colour": "卡片变色",
    "config.who.chat": "群",
    "config.who.owner": "处理人",
    "config.who.team": "班组",
    "config.who.lead": "组长",
    "config.who.manager": "主管",
    "config.who.requester": "报修人",
    "config.day.mon": "周一",
    "config.day.tue": "周二",
    "config.day.wed": "周三",
    "config.day.thu": "周四",
    "config.day.fri": "周五",
    "config.day.sat": "周六",
    "config.day.sun": "周日",
    "config.days": "{first}[至{last}]",
    "config.key.acknowledge": "确认时间",
    "config.key.always": "7×24",
    "config.key.budget": "打扰上限",
    "config.key.default": "通用",
    "config.key.steps": "各级",
    "config.value.always": "7×24",
    "config.value.china": "按国家放假和调休",
    "config.value.default": "通用",
    "config.value.none": "不放假",
    "config.tried_pings": "过去30天 {total} 单[（只算到 {until_at}）]：提醒 {before} 次变为 {after} 次",
    "config.tried_pings_to": "{whom} {before} → {after}",
    "config.need_site": "请写上地点，例如「/班组 IT支持 地点 @同事 一厂 二厂」。[现有：{names}]",
    "policy.scope_without_site": (
        "{name} 的范围是「地点」，却没有写在哪儿上班，现在只看得到自己组的单。"
        "请发「/班组 地点 @他 地点名」。"
    ),
    "policy.no_step": "没有这一级。现在有 {count} 级，发「/升级链」看序号。",
    "policy.bad_patience": "确认时间要在 {low} 到 {high} 分钟之间。",
    "policy.bad_budget": "打扰上限要在 {low} 到 {high} 次之间。",
    "policy.calendar_in_use": "工时「{name}」还在用：{users}。请先改用别的。",
    "policy.sla_in_use": "时限「{name}」还在用：{users}。请先改用别的。",
    "policy.ladder_in_use": "升级链「{name}」还在用：{users}。请先改用别的。",
}
