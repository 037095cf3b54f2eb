// JSON schemas in words.

export function resolve(schema, components) {
  return schema?.$ref ? components[schema.$ref.split("/").pop()] : schema;
}

export function typeName(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeName).join(" | ");
  if (schema.type === "array") return `${typeName(schema.items)}[]`;
  return [schema.type, schema.format].filter(Boolean).join(" · ");
}

export function limits(schema) {
  const names = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"];
  const found = names.filter((name) => name in schema).map((name) => `${name} ${schema[name]}`);
  if (schema.default !== undefined && schema.default !== null && schema.default !== "")
    found.push(`default ${JSON.stringify(schema.default)}`);
  return found.join(", ");
}

// Fields of an object as [name, required, schema], nested ones with their place before the name.
export function fields(schema, components, place = "", depth = 0) {
  const object = resolve(schema, components);
  if (!object?.properties || depth > 3) return [];
  const must = object.required ?? [];
  return Object.entries(object.properties).flatMap(([name, part]) => {
    const inner = part.type === "array" ? part.items : part;
    const below = `${place}${name}${part.type === "array" ? "[]" : ""}.`;
    return [[place + name, must.includes(name), part], ...fields(inner, components, below, depth + 1)];
  });
}
