"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "提醒汇总：{count} 张单要看一下",
    "pings.late": "迟到的提醒：停机期间有 {count} 张单到点",
    "pings.more": "还有 {count} 张，发「待办」或「超时单」看全部。",
    "pings.over": "都已处理完，不用再看。",
}
