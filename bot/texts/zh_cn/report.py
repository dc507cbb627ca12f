"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "提醒汇总：{count} 张单要看一下",
    "pings.late": "迟到的提醒：停机期间有 {count} 张单到点",
    "pings.more": "还有 {count} 张，发「待办」或「超时单」看全部。",
    "pings.over": "都已处理完，不用再看。",
    "report.day": "【工单日报】{day} · {team}",
    "report.week": "【工单周报】{day} · {team}",
    "report.month": "【工单月报】{day} · {team}",
    "report.whole_month": "{year}年{month}月",
    "report.counts": "新增 {filed}{filed_change} | 完成 {done}（{done_change}验收 {approved}）| 未结 {open}（超时 {late}）",
    "report.rates": "响应及时率 {respond} | 解决及时率 {resolve}",
    "report.means": "平均响应 {respond} | 平均解决 {resolve}",
    "report.quality": "满意度 {rating}（{votes}评）| 退回 {rework} | 催单 {nudges}",
    "report.loop": "闭环率 {loop} | 一次修复率 {first}",
    "report.median": "{mean}（中位 {median}）",
    "report.minutes": "{n}分",
    "report.hours": "{n}小时",
    "report.mine": "待你处理 {count} 张[，超时 {late} 张]",
    "report.top": "最多：{names}",
    "report.duty": "值班：{to}[，到 {until_at}]",
    "report.stages": "最耗时的环节：{names}",
    "report.stage": "{name} {percent}%",
    "report.stage.waiting": "等接单",
    "report.stage.working": "处理中",
    "report.stage.accepting": "等验收",
    "report.stage.hold": "挂起[（{reason}）]",
    "report.repeats": "反复故障：{names}",
    "report.times": "{value} {count}次",
    "report.ranking": "完成最多：{names}",
    "report.standing": "{to} {done}（按时 {met}）",
    "report.why": "{reason}",
    "report.up": "▲{n}",
    "report.down": "▼{n}",
    "report.change": "（{arrow}）",
    "report.first": "{arrow}，",
    "report.nothing": "无",
    "report.teams": "{count} 个班组",
    "report.total": "合计",
    "report.team_row": " 新增 {filed} | 完成 {done} | 未结 {open}（超时 {late}）| 及时率 响应 {respond} 解决 {resolve}",
    "report.one_team": "发「{command}」看一个班组的详情。",
    "report.more_teams": "另有 {count} 个班组。发「{command}」看一个班组的详情。",
    "typed.report.day": "日报",
    "typed.report.week": "周报",
    "typed.report.month": "月报",
    "report.definitions.day": (
        "响应及时率=按时接单÷到期应接；解决及时率=按时完成（扣除挂起）÷到期应完成；"
        "时长按工作时间；▲▼与上期比；并入别单的不计。"
    ),
    "report.definitions.week": (
        "响应及时率=按时接单÷到期应接；解决及时率=按时完成（扣除挂起）÷到期应完成；"
        "闭环率=本期新增中已验收÷本期新增（撤单不计）；一次修复率=关闭的单中没有退回、重开的；"
        "时长按工作时间；▲▼与上周比。"
    ),
    "report.definitions.month": (
        "响应及时率=按时接单÷到期应接；解决及时率=按时完成（扣除挂起）÷到期应完成；"
        "闭环率=本期新增中已验收÷本期新增（撤单不计）；一次修复率=关闭的单中没有退回、重开的；"
        "时长按工作时间；▲▼与上月比。"
    ),
    "error.which_period": "没看懂是哪一段。例如「日报 昨天」「日报 11-20」「周报 上周」「月报 10月」。",
    "error.period_ahead": "那一段还没开始，没有数字。请换一个已经过去的日期。",
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
