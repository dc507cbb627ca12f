"""Importing people."""

TEXTS = {
    "import.reading": "正在读 {name}，查好会告诉你。",
    "import.working": "正在查 {n} 行，查好会告诉你。",
    "import.title": "导入成员预览",
    "import.found": "找到 {n} 人",
    "import.ambiguous": "有歧义，不会导入：",
    "import.missing": "没找到，不会导入：",
    "import.clash": "{names}：号码 {contact} 相同",
    "import.taken": "{names}：账号已属于 {other}",
    "import.more": "…还有 {n} 行",
    "import.apply": "应用",
    "import.cancel": "取消",
    "import.done": "已导入 {n} 人，新关联 {accounts} 个账号。",
    "import.cancelled": "已取消导入，什么都没改。",
    "import.how": "请在「/成员 导入」后面换行粘贴表格，或附上 CSV、XLSX 文件。第一行是列名：姓名、手机、邮箱、部门。",
    "error.import.columns": "请在表格里加上「姓名」列，以及「手机」或「邮箱」列。",
    "error.import.rows": "一次最多导入 {limit} 行，请分几次。",
    "error.import.unreadable": "这个文件读不出来。请用 CSV（UTF-8 或 GBK）或 XLSX。",
    "error.import.size": "表格太大（最多 {limit} MB），请分几次导入。",
    "error.import.gone": "这份预览已过期，请重新导入。",
}
