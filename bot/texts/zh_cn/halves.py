"""What is missing in half a command, with an example."""

TEXTS = {
    "config.need_team": (
        "请写上班组名和成员，例如「/班组 新建 IT支持 @成员 组长 @某人」。"
    ),
    "config.need_name": (
        "请写上新名字，例如「{example} 新名字」。"
    ),
    "config.need_rule": (
        "请写上规则的序号，例如「{example}」。发「/规则」看序号。"
    ),
    "config.need_priority": (
        "请写上优先级 P1 到 P4，例如「/时限 P2 响应 30分钟 完成 8小时」。"
    ),
    "config.need_category": (
        "请写上分类，例如「{example} 打印机」。"
    ),
    "config.template_words": (
        "模板可以这样改：「/模板 用 IT支持」「/模板 验收 3天」「/模板 字段 加 影响范"
        "围 单选 个人 部门 必填」「/模板 删除 行政」。"
    ),
    "config.language_words": (
        "请写上语言，例如「/语言 默认 英文」或「/语言 默认 中文」。"
    ),
    "config.words": (
        "没看懂「{said}」。可以发：/配置 本群、历史、回滚 3、导出、导入、建议 关。"
    ),
    "config.team_words": (
        "没看懂「{said}」。班组可以：加、减、组长、主管、策略、技能、上限、地点、权重、改名"
        "。例如「/班组 IT支持 加 @同事」。"
    ),
}
