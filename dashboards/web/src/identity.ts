/** Who this screen is: the token it was given, read for display only; the server verifies it. */

export interface Identity {
  token: string;
  outletId: string;
  role: string;
  name: string;
  station: string | null;
  expiresAt: number;
}

/** Null when the text is not a token or has expired. */
export function readToken(token: string, now: number): Identity | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  let claims: Record<string, unknown>;
  try {
    const bytes = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
    claims = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  const { outlet, role, name, station, exp } = claims;
  if (typeof outlet !== "string" || typeof role !== "string" || typeof exp !== "number") return null;
  if (exp * 1000 <= now) return null;
  return {
    token,
    outletId: outlet,
    role,
    name: typeof name === "string" ? name : role,
    station: typeof station === "string" ? station : null,
    expiresAt: exp * 1000,
  };
}

export function kitchenAudience(outletId: string, station: string): string {
  return `kds/${outletId}/${station}`;
}

export function stationOf(audience: string): string {
  return audience.split("/").slice(2).join("/");
}
