"""What a messenger cannot do with the bots it was given; read in /help and by `check`."""

TEXTS: dict[str, str] = {
    "limit.wecom.deaf": "这里听不到消息：只配置了群机器人推送，没有智能机器人或自建应用",
    "limit.wecom.no_group": "群里不能用：没有智能机器人，也没有群推送，请在应用里私聊",
    "limit.wecom.deaf_group": "群里只发通知，听不到消息：没有智能机器人，请在应用里私聊",
    "limit.wecom.app_mute": "应用没有配置回调地址：卡片没有按钮，也听不到回复",
    "limit.wecom.answers_only": "机器人只能在有人发言后一小时内回复：主动提醒走群推送或应用",
    "limit.wecom.redraw": "群里的旧卡片只在点击时更新：别处的变化会发一张新卡片",
    "limit.wecom.first_word": "没有自建应用：没给机器人发过消息的人收不到私聊通知",
    "limit.wecom.no_mention": "群里不能真正 @ 人：这个群没有配置群推送",
    "limit.wecom.no_forms": "卡片里不能填文字：需要填写时机器人会在聊天里逐项询问",
    "quota.calls": "{platform}本月接口调用已用 {percent}%（{used}/{quota} 次），用完后机器人发不出消息。可以减少提醒，或升级专业版。",
    "quota.pushes": "{platform}本月消息推送已用 {percent}%（{used}/{quota} 次），用完后机器人收不到消息内容。可以升级专业版。",
    "quota.withheld": "本月的消息额度用完了，钉钉没有把你的话转给我。请联系管理员，或直接找处理人。",
    "quota.stranger": "我只能为本公司的同事服务，认不出你的账号。请联系管理员。",
}
