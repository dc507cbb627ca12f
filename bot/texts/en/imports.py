"""Importing people."""

TEXTS = {
    "import.reading": "Reading {name}; I will tell you when it is done.",
    "import.working": "Looking up {n} rows; I will tell you when it is done.",
    "import.title": "Import of people: preview",
    "import.found": "{n} people found",
    "import.ambiguous": "Unclear, will not be imported:",
    "import.missing": "Not found, will not be imported:",
    "import.clash": "{names}: the same number {contact}",
    "import.taken": "{names}: the account belongs to {other}",
    "import.more": "… and {n} more rows",
    "import.apply": "Apply",
    "import.cancel": "Cancel",
    "import.done": "{n} people imported, {accounts} accounts newly linked.",
    "import.cancelled": "The import is cancelled; nothing was changed.",
    "import.how": "Paste the table on the lines after /members import, or attach a CSV or XLSX file. The first line names the columns: name,mobile,email,department.",
    "error.import.columns": "Please add a column name, and one of mobile or email.",
    "error.import.rows": "At most {limit} rows at once; please split the table.",
    "error.import.unreadable": "I cannot read this file. Please use CSV (UTF-8 or GBK) or XLSX.",
    "error.import.size": "The file is too large (at most {limit} MB); please split it.",
    "error.import.gone": "This preview is too old; please import again.",
}
