"""The State Council's tables 2024–2026, and the dates of festivals in years not yet announced.

Notices: 2023 No. 7, 2024 No. 12, and the one of 2025-11-04 for 2026 (product.md §7.4).
Entries: festival, first and last day off, make-up working days (month, day).
"""

Day = tuple[int, int]
Entry = tuple[str, Day, Day, tuple[Day, ...]]

OFFICIAL: dict[int, tuple[Entry, ...]] = {
    2024: (
        ("new_year", (1, 1), (1, 1), ()),
        ("spring_festival", (2, 10), (2, 17), ((2, 4), (2, 18))),
        ("qingming", (4, 4), (4, 6), ((4, 7),)),
        ("labour_day", (5, 1), (5, 5), ((4, 28), (5, 11))),
        ("dragon_boat", (6, 10), (6, 10), ()),
        ("mid_autumn", (9, 15), (9, 17), ((9, 14),)),
        ("national_day", (10, 1), (10, 7), ((9, 29), (10, 12))),
    ),
    2025: (
        ("new_year", (1, 1), (1, 1), ()),
        ("spring_festival", (1, 28), (2, 4), ((1, 26), (2, 8))),
        ("qingming", (4, 4), (4, 6), ()),
        ("labour_day", (5, 1), (5, 5), ((4, 27),)),
        ("dragon_boat", (5, 31), (6, 2), ()),
        ("mid_autumn+national_day", (10, 1), (10, 8), ((9, 28), (10, 11))),
    ),
    2026: (
        ("new_year", (1, 1), (1, 3), ((1, 4),)),
        ("spring_festival", (2, 15), (2, 23), ((2, 14), (2, 28))),
        ("qingming", (4, 4), (4, 6), ()),
        ("labour_day", (5, 1), (5, 5), ((5, 9),)),
        ("dragon_boat", (6, 19), (6, 21), ()),
        ("mid_autumn", (9, 25), (9, 27), ()),
        ("national_day", (10, 1), (10, 7), ((9, 20), (10, 10))),
    ),
}

# Statutory days that fall on the same date every year (labour day: two days since 2025).
FIXED: tuple[Entry, ...] = (
    ("new_year", (1, 1), (1, 1), ()),
    ("labour_day", (5, 1), (5, 2), ()),
    ("national_day", (10, 1), (10, 3), ()),
)

# Statutory first day off of the festivals that moon and sun set (spring festival: its eve).
MOVING: dict[int, dict[str, Day]] = {
    2027: {
        "spring_festival": (2, 5),
        "qingming": (4, 5),
        "dragon_boat": (6, 9),
        "mid_autumn": (9, 15),
    },
    2028: {
        "spring_festival": (1, 25),
        "qingming": (4, 4),
        "dragon_boat": (5, 28),
        "mid_autumn": (10, 3),
    },
    2029: {
        "spring_festival": (2, 12),
        "qingming": (4, 4),
        "dragon_boat": (6, 16),
        "mid_autumn": (9, 22),
    },
    2030: {
        "spring_festival": (2, 2),
        "qingming": (4, 5),
        "dragon_boat": (6, 5),
        "mid_autumn": (9, 12),
    },
}
