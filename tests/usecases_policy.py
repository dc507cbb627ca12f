"""The policy of tests that drive the heart without messengers."""

POLICY = """\
admins: [admin]
teams:
  crew:
    members: [{name: ann}, {name: bob}]
    leads: [lead]
    manager: boss
    strategy: least_load
rules:
  - {name: everything, when: {words: [pump]}, team: crew}
calendars:
  default:
    zone: Asia/Shanghai
    week: {mon-fri: 09:00-12:00 13:30-18:00}
    holidays: china
  always: {zone: Asia/Shanghai, always: true}
"""
