// Files of a message: pictures as pictures, the rest as a named tile; and reading files to send.
import { el, icon } from "./dom.js";

export const MAX_BYTES = 20 * 1024 * 1024;
const PICTURE = /\.(png|jpe?g|gif|webp|bmp|svg)$/i;
const TYPES = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  bmp: "image/bmp",
  svg: "image/svg+xml",
};

const nameOf = (file) => file.name ?? file.filename ?? "file";
const typeOf = (file) => file.type ?? file.mime ?? file.kind ?? "";

export function isPicture(file) {
  return typeOf(file).startsWith("image") || PICTURE.test(nameOf(file));
}

function address(file) {
  if (file.url) return file.url;
  const data = file.base64 ?? file.data;
  if (!data) return null;
  const extension = nameOf(file).split(".").at(-1).toLowerCase();
  return `data:${isPicture(file) ? (TYPES[extension] ?? "image/png") : "application/octet-stream"};base64,${data}`;
}

export function fileTiles(files) {
  if (!files?.length) return null;
  return el(
    "div",
    { class: "files" },
    files.map((file) => {
      const href = address(file);
      if (href && isPicture(file)) {
        return el(
          "a",
          { class: "picture", href, target: "_blank", rel: "noopener noreferrer" },
          el("img", { src: href, alt: nameOf(file), loading: "lazy" }),
        );
      }
      return el(
        href ? "a" : "span",
        { class: "file-tile", ...(href ? { href, download: nameOf(file) } : {}) },
        icon("file", 22),
        el("span", {}, nameOf(file)),
      );
    }),
  );
}

/** A File chosen by the reader → {name, base64, preview}. Rejects when the browser cannot read it. */
export function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => {
      const url = String(reader.result);
      resolve({
        name: file.name,
        base64: url.slice(url.indexOf(",") + 1),
        preview: isPicture(file) ? url : null,
      });
    };
    reader.readAsDataURL(file);
  });
}
