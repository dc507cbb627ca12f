"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "提醒汇总：{count} 张单要看一下",
    "pings.late": "迟到的提醒：停机期间有 {count} 张单到点",
    "pings.more": "还有 {count} 张，发「待办」或「超时单」看全部。",
    "pings.over": "都已处理完，不用再看。",
    "report.day": "【工单日报】{day} · {team}",
    "report.week": "【工单周报】到 {day} · {team}",
    "report.counts": "新增 {filed} | 完成 {done}（验收 {approved}）| 未结 {open}（超时 {late}）",
    "report.rates": "响应及时率 {respond} | 解决及时率 {resolve}",
    "report.means": "平均响应 {respond} | 平均解决 {resolve}",
    "report.quality": "满意度 {rating}（{votes}评）| 退回 {rework} | 催单 {nudges}",
    "report.top": "最多的类别：{names}",
    "report.why": "{reason}",
    "report.up": "（▲{n}）",
    "report.down": "（▼{n}）",
    "report.nothing": "无",
    "report.definitions": (
        "响应及时率=按时接单÷到期应接；"
        "解决及时率=按时完成（扣除挂起）÷到期应完成；时长按工作时间；▲▼与上期比。"
    ),
    "report.gone": "班组「{team}」已不存在。",
    "error.report_not_yours": "只能看自己班组的报表。「{team}」的请找它的组长。",
    "error.report_none": "你不在任何班组里，没有可看的报表。自己的单请发「我的工单」。",
    "calendar.off": (
        "日历「{name}」{first}[至 {last}]放假（配置第 {version} 版）。"
        "受影响的时限正在重算，会写在单上。"
    ),
    "calendar.works": (
        "日历「{name}」{first}[至 {last}]上班（配置第 {version} 版）。"
        "受影响的时限正在重算，会写在单上。"
    ),
    "calendar.imported": "{year} 年的假期已启用（配置第 {version} 版）。受影响的时限正在重算。",
    "calendar.preview": "{year} 年的假期",
    "calendar.coming": "近期的假期",
    "calendar.days_off": "放假：{days}",
    "calendar.days_on": "调休上班：{days}",
    "calendar.none": "近四个月没有特别的日子。",
    "calendar.unknown": "{year} 年的假期还不知道，请发「假期导入」并粘贴放假通知。",
    "calendar.unknown_year": (
        "⚠️ {year} 年的节假日还没有导入，时限会算错。"
        "放假通知公布后请发「假期导入」并粘贴全文。"
    ),
    "history.recalculated": "工作日历有变，完成时限改为 {due_at}",
    "error.admins_only": "只有管理员能改。请联系管理员。",
    "error.which_day": "是哪一天？例如「/放假 2026-12-31」「/加班 2027-01-09」。",
}
