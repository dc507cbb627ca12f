"""Leave in chat."""

TEXTS = {
    "leave.noted": "已记下：{who} {start_at} 至 {end_at} 请假，期间不派新单。",
    "leave.on_duty": "⚠️ {day} 有值班。请发「代班 @同事 {day}」找人替。",
    "leave.open": "手上还有 {count} 张未完成的单，怎么办？",
    "leave.told": "{who} 请假：{start_at} 至 {end_at}。",
    "leave.kept": "好的，手上的单都保留。",
    "leave.handed": "已把 {count} 张单交给别的同事。",
    "leave.ended": "欢迎回来！{who} 的请假已取消，恢复派单。",
    "leave.none": "{who} 没有记下的请假。",
    "button.hand_over": "交给备岗",
    "button.keep": "保留",
    "error.leave_when": "从什么时候到什么时候？例如「请假 明天」「请假 11/25-11/27」。",
    "error.leave_of_others": "只有本组组长或管理员能替 {who} 请假。",
    "error.leave_gone": "这次请假已取消或已结束。",
}
