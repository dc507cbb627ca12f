"""What is wrong with calendars, holiday tables and duty rosters."""

TEXTS = {
    "calendar.zone_unknown": 'There is no time zone "{zone}". Please write it like Asia/Shanghai.',
    "calendar.not_a_saturday": "{day} is not a Saturday. Please name a Saturday that is worked.",
    "calendar.weekday_unknown": (
        'There is no weekday "{weekday}". Please write 0 (Monday) to 6 (Sunday).'
    ),
    "calendar.bad_interval": (
        "The hours are reversed or overlap. Please write 09:00-12:00 13:30-18:00."
    ),
    "calendar.no_working_time": (
        'The calendar "{calendar}" has no working time left. Please check hours and holidays.'
    ),
    "calendar.weekday_without_work": (
        'The calendar "{calendar}" has no hours for {day}. Please give the hours.'
    ),
    "holiday.json.not_json": (
        "Not valid JSON: line {line}, column {at}. Please copy the whole file again."
    ),
    "holiday.json.no_days": "The file has no list of days. Please use a year file of holiday-cn.",
    "holiday.json.no_year": "The file has no year. Please use a year file of holiday-cn.",
    "holiday.json.empty": "The file for {year} is empty. Please import it once the notice is out.",
    "holiday.json.bad_entry": "Entry {entry} needs name, date and isOffDay. Please check it.",
    "holiday.json.bad_date": (
        'Entry {entry} has a wrong date "{date}". Please write it like 2026-10-01.'
    ),
    "holiday.json.other_year": "Entry {entry}: {day} is not of the year {year}. Please check it.",
    "holiday.json.contradiction": (
        "Entry {entry} contradicts an earlier one about {day}. Please delete one."
    ),
    "holiday.notice.no_year": "The notice names no year. Please write it at the top.",
    "holiday.notice.nothing_found": (
        "I found no holidays in it. Please paste the notice's own text."
    ),
    "holiday.notice.no_days_off": 'Line {line}: "{name}" has no days off. Please add them.',
    "holiday.notice.too_long": (
        'Line {line}: "{name}" has {days} days, which is too long. Please check the dates.'
    ),
    "holiday.notice.wrong_count": (
        'Line {line}: "{name}" says {said} days, but the dates make {days}. Please correct it.'
    ),
    "holiday.notice.bad_date": 'Line {line}: there is no date "{date}". Please correct it.',
    "holiday.notice.wrong_weekday": (
        'Line {line}: the weekday of "{date}" is wrong for {year}. Please correct it.'
    ),
    "holiday.notice.contradiction": (
        "Line {line} contradicts an earlier one about {day}. Please correct it."
    ),
    "roster.nothing_found": (
        'I see no roster. Please write one stretch a line, e.g. "11/23-11/29 name".'
    ),
    "roster.unreadable": 'I cannot read "{text}". Please write it like "11/23-11/29 name".',
    "roster.bad_date": "There is no day {text}. Please correct it.",
    "roster.bad_time": 'I cannot read the time "{text}". Please write it like 08:00-20:00.',
    "roster.backwards": "{first} to {last} is reversed. Please put the earlier day first.",
    "roster.nobody_named": "This line names nobody. Please add a name.",
    "roster.person_unknown": (
        '"{name}" is unknown. Please write the full name, or add them to the team first.'
    ),
    "roster.four_crews": "This rotation needs four crews, not {count}. Please complete it.",
    "roster.overlap": (
        "{start} to {end} is given twice: {people}. Please see whether one is too many."
    ),
    "roster.hole": "Nobody is on duty from {start} to {end}. Please fill the gap.",
}
