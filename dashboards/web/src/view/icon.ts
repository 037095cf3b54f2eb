/** Shapes that tell states apart without colour; drawn here, so that no font decides them. */

const PATHS = {
  new: "M12 2l2.9 6.3 6.9.8-5.1 4.7 1.4 6.8L12 17.2 5.9 20.6l1.4-6.8L2.2 9.1l6.9-.8z",
  cooking: "M12 2c1 4 6 6 6 12a6 6 0 0 1-12 0c0-3 2-4 3-7 1 1 2 2 2 3 1-2 1-5 1-8z",
  rush: "M13 1L4 14h6l-1 9 9-13h-6z",
  changed: "M3 17.2V21h3.8L17.9 9.9l-3.8-3.8zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.8 3.8z",
  added: "M10 3h4v7h7v4h-7v7h-4v-7H3v-4h7z",
  voided: "M5 2.2L12 9.2l7-7L21.8 5l-7 7 7 7-2.8 2.8-7-7-7 7L2.2 19l7-7-7-7z",
  allergen: "M12 1.5L23.5 22H.5zM10.7 9v6h2.6V9zm0 7.8v2.6h2.6v-2.6z",
  note: "M3 3h18v13h-9l-5 5v-5H3z",
  late: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm-1.3 5h2.6v5.5l4 2.3-1.3 2.2-5.3-3z",
  done: "M9.5 16.8L4.3 11.6 2 13.9l7.5 7.5L22 8.9l-2.3-2.3z",
  held: "M6 4h4v16H6zM14 4h4v16h-4z",
  recall: "M12 5V1L5 7l7 6V9a5.5 5.5 0 1 1-5.5 5.5H3A9 9 0 1 0 12 5z",
  settings:
    "M10.3 1h3.4l.6 3 2 .9 2.6-1.6 2.4 2.4-1.6 2.6.9 2 3 .6v3.4l-3 .6-.9 2 1.6 2.6-2.4 2.4-2.6-1.6-2 .9-.6 3h-3.4l-.6-3-2-.9-2.6 1.6-2.4-2.4 1.6-2.6-.9-2-3-.6V11l3-.6.9-2L2.7 5.8l2.4-2.4L7.7 5l2-.9zM12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  sum: "M4 3h16v4h-9l5 5-5 5h9v4H4v-3l6-6-6-6z",
  sort: "M3 5h18v3H3zm0 6h12v3H3zm0 6h6v3H3z",
  keys: "M1 5h22v14H1zm3 3v2h2V8zm4 0v2h2V8zm4 0v2h2V8zm4 0v2h4V8zM6 14v2h12v-2z",
  right: "M8 3l9 9-9 9-2.5-2.5L12 12 5.5 5.5z",
  left: "M16 3l-9 9 9 9 2.5-2.5L12 12l6.5-6.5z",
  table: "M2 6h20v4h-2v10h-3V10H7v10H4V10H2z",
  bag: "M5 8h3V6a4 4 0 0 1 8 0v2h3l1 14H4zm5 0h4V6a2 2 0 0 0-4 0z",
  bike: "M5 12a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm14 0a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM9 3h5l4 9-2.5 1L12.8 6H11l2 6-4 5-2-2 2.6-3.4z",
} as const;

export type IconName = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: IconName): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("fill-rule", "evenodd");
  drawing.append(path);
  return drawing;
}
