// Small marks of our own for the three panes (drawn here, not the vendors' artwork).
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  feishu: [
    [
      "#3370ff",
      "M3 6.5c4 1 8 3.6 11 7.4 2-2 4.300-3 7-3-2.400 6-7 10-12.500 10C5.600 20.900 3 19.500 3 17.500Z",
    ],
    [
      "#00d6b9",
      "M7 3h8c2 2 3.100 4.500 3.500 7.200-1.700.4-3.100 1.300-4.400 2.700C12.200 9 9.800 5.700 7 3Z",
    ],
  ],
  dingtalk: [
    [
      "#ffffff",
      "M5 3c5 3.500 10 4.600 14 5.200 1 .2 1.200 1 .8 1.900L16.500 15h2.500l-6 7 1.200-4.700H11c.8-1 1.300-1.900 1.600-2.600-3.600.2-5.900-1.400-6.700-4 2.200.8 4 1 5.500.9C7.900 10.200 5 7.500 5 3Z",
    ],
  ],
  wecom: [
    [
      "#ffffff",
      "M10 4c4.400 0 8 2.900 8 6.500S14.400 17 10 17c-1 0-2-.1-2.800-.4L3.800 18l.8-2.900C3 13.900 2 12.300 2 10.500 2 6.900 5.600 4 10 4Z",
    ],
    ["#8fd14f", "M18.500 12.500 22 16l-3.500 3.500L15 16Z"],
  ],
};

export function logo(platform) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24",
    width: 22,
    height: 22,
    "aria-hidden": "true",
    class: "logo",
  }))
    svg.setAttribute(key, value);
  for (const [fill, d] of SHAPES[platform] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", fill);
    svg.append(path);
  }
  return svg;
}
