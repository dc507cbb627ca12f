// Every word of the page, in Chinese and English. t(word, {name}) fills {name} in.
import { prefs, savePrefs } from "./prefs.js";

const ZH = {
  title: "闭环 · 消息平台模拟器",
  brand: "闭环模拟器",
  feishu: "飞书", dingtalk: "钉钉", wecom: "企业微信",
  clock: "模拟时钟", rate: "时钟速度", plus_hour: "+1 小时", plus_day: "+1 天",
  next_morning: "下个工作日 09:00",
  faults: "故障", traffic: "流量", hints: "试一试", language: "English", reset: "重置",
  reset_title: "回到初始世界？", reset_text: "所有消息、故障与时钟都会清空，机器人一侧的数据不受影响。",
  reset_done: "已重置",
  offline: "连不上模拟器，正在重试…",
  whoami: "我是谁", switch_person: "切换身份", has_unread: "有未读消息",
  chats: "会话", open_chats: "打开会话列表", close: "关闭",
  no_chats: "没有会话", empty_chat: "还没有消息。发一条试试吧！",
  members: "{n} 人",
  input: "输入消息", input_to: "发给 {chat}", send: "发送", at: "@ 提到某人", at_bot: "@{bot}",
  attach: "发送图片或文件", remove: "移除", reply: "回复", reply_to: "回复 {name}：",
  cancel_reply: "取消回复", edited: "已编辑", bot_tag: "机器人",
  recalled: "此消息已撤回",
  today_unread: "{n} 条未读", new_below: "新消息",
  urgent: "加急", only_you: "仅你可见", confirm_press: "确定要「{label}」吗？",
  confirm: "确定", cancel: "取消", choose: "请选择", choose_person: "请选择人员",
  more: "更多", took: "{ms} 毫秒",
  send_failed: "没有发出：{why}", click_failed: "操作失败：{why}",
  file_too_big: "文件超过 20 MB：{name}",
  try_title: "试一试", try_hide: "收起提示",
  fault_title: "故障注入", fault_intro: "让某个平台出错，看机器人怎样应对。",
  fault_platform: "平台", fault_kind: "种类", fault_match: "路径包含", fault_count: "次数", fault_seconds: "秒数",
  fault_status: "HTTP 状态", fault_code: "平台错误码", fault_add: "加入", fault_clear: "清除", fault_clear_all: "全部清除",
  fault_none: "目前没有故障", fault_active: "生效中的故障", fault_added: "已加入", fault_cleared: "已清除",
  optional: "可不填",
  k_status: "返回错误状态", k_delay: "变慢", k_timeout: "不回答", k_reset: "断开请求", k_rate_limit: "限流",
  k_expire_tokens: "令牌失效", k_disconnect: "断开长连接", k_drop_events: "丢事件", k_duplicate_events: "重复事件",
  k_reorder_events: "事件乱序", k_tamper_events: "篡改事件", k_replay_events: "重放事件",
  traffic_title: "流量", all: "全部", outgoing: "机器人调用", incoming: "推送给机器人",
  filter: "过滤：路径、类型、内容…", traffic_none: "还没有请求或推送", pause: "暂停", resume: "继续", clear_view: "清空列表",
  attempt: "第 {n} 次", shown: "{n} 条",
  photo: "[图片]", file: "[文件]", card: "[卡片]",
};

const EN = {
  title: "Bihuan · messenger simulator",
  brand: "Bihuan Simulator",
  feishu: "Feishu", dingtalk: "DingTalk", wecom: "WeCom",
  clock: "Simulated clock", rate: "Clock speed", plus_hour: "+1 h", plus_day: "+1 day",
  next_morning: "Next working day 09:00",
  faults: "Faults", traffic: "Traffic", hints: "Try this", language: "中文", reset: "Reset",
  reset_title: "Back to the initial world?", reset_text: "All messages, faults and the clock are cleared. The bot's own data stays.",
  reset_done: "Reset done",
  offline: "The simulator cannot be reached, trying again…",
  whoami: "Who am I", switch_person: "Switch person", has_unread: "has unread messages",
  chats: "Chats", open_chats: "Open chat list", close: "Close",
  no_chats: "No chats", empty_chat: "No messages yet. Say something!",
  members: "{n} people",
  input: "Message", input_to: "Message {chat}", send: "Send", at: "@ mention somebody", at_bot: "@{bot}",
  attach: "Send a photo or file", remove: "Remove", reply: "Reply", reply_to: "Reply to {name}:",
  cancel_reply: "Cancel reply", edited: "edited", bot_tag: "BOT",
  recalled: "This message was recalled",
  today_unread: "{n} unread", new_below: "New messages",
  urgent: "URGENT", only_you: "only visible to you", confirm_press: "Really “{label}”?",
  confirm: "OK", cancel: "Cancel", choose: "Choose", choose_person: "Choose a person",
  more: "More", took: "{ms} ms",
  send_failed: "Not sent: {why}", click_failed: "Failed: {why}",
  file_too_big: "File is over 20 MB: {name}",
  try_title: "Try this", try_hide: "Hide",
  fault_title: "Fault injection", fault_intro: "Make a platform misbehave and watch how the bot copes.",
  fault_platform: "Platform", fault_kind: "Kind", fault_match: "Path contains", fault_count: "Count", fault_seconds: "Seconds",
  fault_status: "HTTP status", fault_code: "Platform code", fault_add: "Add", fault_clear: "Clear", fault_clear_all: "Clear all",
  fault_none: "No faults at the moment", fault_active: "Active faults", fault_added: "Added", fault_cleared: "Cleared",
  optional: "optional",
  k_status: "error status", k_delay: "slow answers", k_timeout: "no answer", k_reset: "connection reset", k_rate_limit: "rate limit",
  k_expire_tokens: "expire tokens", k_disconnect: "drop long connections", k_drop_events: "lose events", k_duplicate_events: "duplicate events",
  k_reorder_events: "reorder events", k_tamper_events: "tamper with events", k_replay_events: "replay events",
  traffic_title: "Traffic", all: "All", outgoing: "bot called", incoming: "pushed to bot",
  filter: "Filter: path, kind, content…", traffic_none: "No requests or deliveries yet", pause: "Pause", resume: "Resume", clear_view: "Clear list",
  attempt: "attempt {n}", shown: "{n} shown",
  photo: "[photo]", file: "[file]", card: "[card]",
};

export const WORDS = { zh: ZH, en: EN };

export const locale = () => (prefs.lang === "en" ? "en-GB" : "zh-CN");

export function t(key, facts = {}) {
  const text = WORDS[prefs.lang]?.[key] ?? ZH[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

export const known = (key) => key in ZH;

export function toggleLanguage() {
  prefs.lang = prefs.lang === "en" ? "zh" : "en";
  savePrefs();
}
