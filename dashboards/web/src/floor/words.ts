/** What the floor's screen says. */

import type { Kind } from "./notices.ts";

export interface Words {
  name: string;
  title: string;
  all: string;
  kinds: Record<Kind, string>;
  seen: string;
  quiet: string;
  offline: string;
  connecting: string;
  signIn: string;
  userName: string;
  password: string;
  signOut: string;
  expired: string;
  notFloor: string;
  ago: (minutes: number) => string;
}

const en: Words = {
  name: "English",
  title: "Floor",
  all: "All",
  kinds: { ready: "Ready", payment: "Paid", failed: "Payment failed", gone: "86", back: "Back", alert: "Alert", stock: "Low" },
  seen: "Seen",
  quiet: "Nothing waits for you",
  offline: "No connection. New calls come when it is back.",
  connecting: "Connecting",
  signIn: "Sign in",
  userName: "User name",
  password: "Password",
  signOut: "Sign out",
  expired: "Please sign in again",
  notFloor: "This screen is for waiters, cashiers and managers",
  ago: (minutes) => (minutes < 1 ? "now" : `${minutes} min`),
};

const hi: Words = {
  name: "हिन्दी",
  title: "फ़्लोर",
  all: "सब",
  kinds: { ready: "तैयार", payment: "भुगतान मिला", failed: "भुगतान नहीं हुआ", gone: "खत्म", back: "फिर उपलब्ध", alert: "ध्यान दें", stock: "कम है" },
  seen: "देख लिया",
  quiet: "अभी कुछ बाकी नहीं",
  offline: "संपर्क टूट गया है। जुड़ते ही नई सूचनाएँ आएँगी।",
  connecting: "जुड़ रहा है",
  signIn: "साइन इन",
  userName: "यूज़र नेम",
  password: "पासवर्ड",
  signOut: "साइन आउट",
  expired: "कृपया फिर साइन इन करें",
  notFloor: "यह स्क्रीन वेटर, कैशियर और मैनेजर के लिए है",
  ago: (minutes) => (minutes < 1 ? "अभी" : `${minutes} मिनट`),
};

export const WORDS: Record<string, Words> = { en, hi };
