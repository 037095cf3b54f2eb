// Shows /openapi.json: contents on the left, one card an operation, with a curl command to copy.

import { fields, limits, typeName } from "./schema.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function block(text) {
  const button = make("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
  return make("div", { class: "block" }, make("pre", {}, text), button);
}

function table(rows) {
  const body = rows.map(([name, must, schema, note]) =>
    make(
      "tr",
      {},
      make("td", must ? { class: "must" } : {}, name),
      make("td", {}, typeName(schema)),
      make("td", {}, [note, limits(schema)].filter(Boolean).join(" — ")),
    ),
  );
  return make("table", {}, make("tbody", {}, ...body));
}

function section(title, ...content) {
  return [make("h3", {}, title), ...content];
}

function curl(server, method, path, operation) {
  const lines = [`curl -X ${method.toUpperCase()} '${server}${path}'`];
  if (operation.security) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  for (const parameter of operation.parameters)
    if (parameter.in === "header" && parameter.required)
      lines.push(`-H '${parameter.name}: ${crypto.randomUUID?.() ?? parameter.example}'`);
  const media = operation.requestBody?.content["application/json"];
  if (media) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${JSON.stringify(media.example, null, 2).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

function responses(operation, components) {
  return Object.entries(operation.responses).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    const shared = response.$ref ? components.responses[response.$ref.split("/").pop()] : response;
    const name = schema ? typeName(schema) : response.$ref ? "Problem" : "";
    return make("div", {}, make("span", { class: "status" }, status), `${shared.description} `, make("code", {}, name));
  });
}

function card(api, path, method, operation) {
  const schemas = api.components.schemas;
  const media = operation.requestBody?.content["application/json"];
  const good = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
  const answer = good?.content?.["application/json"]?.schema;
  const parameters = operation.parameters.map((p) => [p.name, p.required, p.schema, p.description ?? `in ${p.in}`]);
  const inside = make(
    "div",
    { class: "inside" },
    operation.description ? make("p", {}, operation.description) : null,
    ...(parameters.length ? section("Parameters", table(parameters)) : []),
    ...(media ? section("Body", table(fields(media.schema, schemas))) : []),
    ...section("Try it", block(curl(api.servers[0].url, method, path, operation))),
    ...section("Answers", ...responses(operation, api.components)),
    ...(answer ? section(`Fields of ${typeName(answer)}`, table(fields(answer, schemas))) : []),
  );
  return make(
    "details",
    { class: "operation", id: operation.operationId },
    make(
      "summary",
      {},
      make("span", { class: `method ${method}` }, method.toUpperCase()),
      make("span", { class: "path" }, path),
      make("span", { class: "what" }, operation.summary),
    ),
    inside,
  );
}

function show(api) {
  document.querySelector("#intro").replaceChildren(
    make("h1", {}, api.info.title),
    make("p", {}, api.info.description.replaceAll("`", "")),
    make("p", {}, "The document behind this page: ", make("a", { href: "/openapi.json" }, "/openapi.json")),
  );
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => [path, method, methods[method]]),
  );
  const main = document.querySelector("#operations");
  const contents = document.querySelector("#contents");
  main.replaceChildren();
  for (const { name } of api.tags) {
    main.append(make("h2", {}, name));
    contents.append(make("h2", {}, name));
    for (const [path, method, operation] of operations.filter(([, , o]) => o.tags[0] === name)) {
      main.append(card(api, path, method, operation));
      const label = make("span", { class: `method ${method}` }, method.toUpperCase());
      contents.append(make("a", { href: `#${operation.operationId}` }, label, operation.summary));
    }
  }
  openTarget();
}

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

function filter(event) {
  const wanted = event.target.value.trim().toLowerCase();
  const hide = (element) => (element.hidden = !element.textContent.toLowerCase().includes(wanted));
  document.querySelectorAll("nav a, summary").forEach((element) =>
    hide(element.tagName === "A" ? element : element.parentElement),
  );
}

window.addEventListener("hashchange", openTarget);
document.querySelector("#filter").addEventListener("input", filter);
const answer = await fetch("/openapi.json");
show(await answer.json());
