/** What the guest's page says. */

import type { Step } from "./order.ts";

export interface Words {
  name: string;
  title: string;
  order: string;
  steps: Record<Step, string>;
  headlines: Record<Step, string>;
  takeawayReady: string;
  cancelled: string;
  promised: (time: string) => string;
  dishes: string;
  total: string;
  paid: string;
  due: string;
  thanks: string;
  offline: string;
  ended: string;
  missing: string;
  table: (label: string) => string;
}

const en: Words = {
  name: "English",
  title: "Your order",
  order: "Order",
  steps: { placed: "Placed", cooking: "In the kitchen", ready: "Ready", served: "Served" },
  headlines: {
    placed: "We have your order",
    cooking: "The kitchen is at it",
    ready: "Ready: it comes to you now",
    served: "Enjoy your meal",
  },
  takeawayReady: "Ready: please collect it",
  cancelled: "This order was cancelled. Please ask us if that is a surprise.",
  promised: (time) => `Promised for ${time}`,
  dishes: "What you ordered",
  total: "Total",
  paid: "Paid",
  due: "To pay",
  thanks: "Paid in full. Thank you!",
  offline: "No connection. What you see may be old.",
  ended: "This link has ended. Please ask your waiter for a new one.",
  missing: "This page is opened with the link or the code your waiter gives you.",
  table: (label) => `Table ${label}`,
};

const hi: Words = {
  name: "हिन्दी",
  title: "आपका ऑर्डर",
  order: "ऑर्डर",
  steps: { placed: "मिल गया", cooking: "रसोई में", ready: "तैयार", served: "परोसा गया" },
  headlines: {
    placed: "आपका ऑर्डर हमें मिल गया",
    cooking: "रसोई में बन रहा है",
    ready: "तैयार है: अभी आपके पास आ रहा है",
    served: "भोजन का आनंद लें",
  },
  takeawayReady: "तैयार है: कृपया ले जाइए",
  cancelled: "यह ऑर्डर रद्द किया गया है। कोई सवाल हो तो हमसे पूछें।",
  promised: (time) => `${time} बजे तक`,
  dishes: "आपने मँगाया",
  total: "कुल",
  paid: "चुकाया",
  due: "बाकी",
  thanks: "पूरा भुगतान हो गया। धन्यवाद!",
  offline: "संपर्क टूट गया है। यह जानकारी पुरानी हो सकती है।",
  ended: "यह लिंक अब काम नहीं करता। कृपया वेटर से नया लिंक माँगें।",
  missing: "यह पेज वेटर के दिए लिंक या कोड से खुलता है।",
  table: (label) => `टेबल ${label}`,
};

export const WORDS: Record<string, Words> = { en, hi };
