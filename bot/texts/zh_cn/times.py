"""What is wrong with calendars, holiday tables and duty rosters."""

TEXTS = {
    "calendar.zone_unknown": "没有时区「{zone}」，请写成 Asia/Shanghai。",
    "calendar.not_a_saturday": "{day} 不是星期六。请写一个要上班的星期六。",
    "calendar.weekday_unknown": "没有星期「{weekday}」，请写 0（周一）到 6（周日）。",
    "calendar.bad_interval": "时段写反了或有重叠。请写成 09:00-12:00 13:30-18:00。",
    "calendar.no_working_time": "日历「{calendar}」里找不到上班时间，请检查工作时段和节假日。",
    "calendar.weekday_without_work": "日历「{calendar}」在 {day} 那天本来没有班，请写明工作时段。",
    "holiday.json.not_json": "不是有效的 JSON：第 {line} 行第 {at} 列。请重新复制整个文件。",
    "holiday.json.no_days": "文件里没有 days 列表。请用 holiday-cn 的年份文件。",
    "holiday.json.no_year": "文件里没有年份 year。请用 holiday-cn 的年份文件。",
    "holiday.json.empty": "{year} 年的文件是空的，请等放假通知公布后再导入。",
    "holiday.json.bad_entry": "第 {entry} 项要有 name、date 和 isOffDay，请检查。",
    "holiday.json.bad_date": "第 {entry} 项的日期「{date}」不对，请写成 2026-10-01。",
    "holiday.json.other_year": "第 {entry} 项的 {day} 不属于 {year} 年，请检查。",
    "holiday.json.contradiction": "第 {entry} 项的 {day} 和前面矛盾，请删掉一项。",
    "holiday.notice.no_year": "通知里没有写年份，请在开头写上「2027年」。",
    "holiday.notice.nothing_found": (
        "没找到放假安排。请粘贴通知正文，例如「一、元旦：1月1日至3日放假」。"
    ),
    "holiday.notice.no_days_off": "第 {line} 行「{name}」没有写放假日期，请补上。",
    "holiday.notice.too_long": "第 {line} 行「{name}」有 {days} 天，太长了。请检查日期。",
    "holiday.notice.wrong_count": (
        "第 {line} 行「{name}」写的是 {said} 天，日期算出来是 {days} 天。请改正。"
    ),
    "holiday.notice.bad_date": "第 {line} 行的日期「{date}」不存在，请改正。",
    "holiday.notice.wrong_weekday": "第 {line} 行「{date}」的星期和 {year} 年对不上，请改正。",
    "holiday.notice.contradiction": "第 {line} 行的 {day} 和前面矛盾，请改正。",
    "roster.nothing_found": "没看到排班。请一行一段，例如「11/23-11/29 张三 备 李四」。",
    "roster.unreadable": "没看懂「{text}」。请写成「11/23-11/29 张三 备 李四」。",
    "roster.bad_date": "没有 {text} 这一天，请改正日期。",
    "roster.bad_time": "没看懂时间「{text}」，请写成 08:00-20:00。",
    "roster.backwards": "{first} 到 {last} 写反了，请先写早的一天。",
    "roster.nobody_named": "这一行没有写人，请补上名字。",
    "roster.person_unknown": "不认识「{name}」，请写全名，或先加进班组。",
    "roster.four_crews": "四班三运转要写四个班，这里有 {count} 个。请补齐。",
    "roster.overlap": "{start} 到 {end} 排了两次：{people}。请看是不是多了一段。",
    "roster.hole": "{start} 到 {end} 没有人值班，请补上。",
}
