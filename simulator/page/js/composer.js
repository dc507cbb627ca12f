// Where one writes: text, @, photos and files, the quoted message, send.
import { el, icon, replace } from "./dom.js";
import { MAX_BYTES, readFile } from "./files.js";
import { t } from "./i18n.js";
import { mentionPicker } from "./mention.js";
import { gist } from "./people.js";
import { plainText } from "./richtext.js";
import { toast } from "./toast.js";

/**
 * ctx: {candidates(), botName(), chatTitle(), nameOf(sender), toastHost,
 *       send({text, files, quote}) → promise}
 */
export function composer(ctx) {
  let quote = null;
  let files = [];
  let sending = false;
  const field = el("textarea", {
    class: "composer-field",
    rows: 1,
    "data-testid": "composer",
    "aria-label": t("input"),
    oninput: () => {
      grow();
      picker.update();
      ready();
    },
    onkeydown,
    onpaste,
    onblur: () => picker.close(),
  });
  const picker = mentionPicker(field, ctx.candidates);
  const chooser = el("input", {
    type: "file",
    multiple: true,
    hidden: true,
    "data-testid": "file-input",
    "aria-label": t("attach"),
    onchange: () => {
      take([...chooser.files]);
      chooser.value = "";
    },
  });
  const above = el("div", { class: "composer-above" });
  const sendButton = el(
    "button",
    {
      type: "button",
      class: "send",
      "data-testid": "send",
      title: t("send"),
      "aria-label": t("send"),
      onclick: send,
    },
    icon("send", 17),
  );
  const botButton = el("button", {
    type: "button",
    class: "tool tool-bot",
    "data-testid": "at-bot",
    onclick: atBot,
  });
  const node = el(
    "div",
    {
      class: "composer",
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        take([...event.dataTransfer.files]);
      },
    },
    picker.node,
    above,
    el(
      "div",
      { class: "composer-tools" },
      botButton,
      el(
        "button",
        {
          type: "button",
          class: "tool",
          title: t("at"),
          "aria-label": t("at"),
          "data-testid": "at",
          onclick: () => picker.open(),
        },
        icon("at"),
      ),
      el(
        "button",
        {
          type: "button",
          class: "tool",
          title: t("attach"),
          "aria-label": t("attach"),
          "data-testid": "attach",
          onclick: () => chooser.click(),
        },
        icon("image"),
      ),
      chooser,
    ),
    el("div", { class: "composer-row" }, field, sendButton),
  );

  function onkeydown(event) {
    if (event.isComposing || picker.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && quote) setQuote(null);
  }

  function onpaste(event) {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length) {
      event.preventDefault();
      take(pasted);
    }
  }

  async function take(chosen) {
    for (const file of chosen) {
      if (file.size > MAX_BYTES) toast(ctx.toastHost, t("file_too_big", { name: file.name }), "error");
      else files.push(await readFile(file));
    }
    drawAbove();
    ready();
    field.focus();
  }

  function drawAbove() {
    replace(
      above,
      quote
        ? el(
            "div",
            { class: "composer-quote", "data-testid": "composer-quote" },
            el("span", {}, t("reply_to", { name: ctx.nameOf(quote.sender) }), gist(quote, plainText)),
            el(
              "button",
              {
                type: "button",
                title: t("cancel_reply"),
                "aria-label": t("cancel_reply"),
                onclick: () => setQuote(null),
              },
              icon("close", 14),
            ),
          )
        : null,
      files.length
        ? el(
            "div",
            { class: "thumbs" },
            files.map((file, index) =>
              el(
                "div",
                { class: "thumb", "data-testid": "thumb" },
                file.preview ? el("img", { src: file.preview, alt: file.name }) : el("span", {}, file.name),
                el(
                  "button",
                  {
                    type: "button",
                    "aria-label": `${t("remove")} ${file.name}`,
                    onclick: () => {
                      files.splice(index, 1);
                      drawAbove();
                      ready();
                    },
                  },
                  icon("close", 12),
                ),
              ),
            ),
          )
        : null,
    );
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`;
  }

  function ready() {
    sendButton.disabled = sending || !(field.value.trim() || files.length);
  }

  async function send() {
    const text = field.value.trim();
    if (sending || !(text || files.length)) return;
    sending = true;
    ready();
    try {
      await ctx.send({ text, quote: quote?.id, files: files.map(({ name, base64 }) => ({ name, base64 })) });
      if (field.value.trim() === text) field.value = "";
      files = [];
      quote = null;
      drawAbove();
      grow();
    } catch (problem) {
      toast(ctx.toastHost, t("send_failed", { why: problem.message }), "error");
    } finally {
      sending = false;
      ready();
    }
  }

  function atBot() {
    const mention = `@${ctx.botName()} `;
    if (!field.value.includes(mention.trim())) field.value = mention + field.value;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    ready();
  }

  function setQuote(message) {
    quote = message;
    drawAbove();
    field.focus();
  }

  function fill(text) {
    field.value = text;
    grow();
    ready();
    field.focus();
  }

  /** Called when chat or person changes. */
  function retarget() {
    quote = null;
    drawAbove();
    field.placeholder = t("input_to", { chat: ctx.chatTitle() });
    replace(botButton, t("at_bot", { bot: ctx.botName() }));
    ready();
  }

  ready();
  return { node, setQuote, fill, retarget, text: () => field.value };
}
