/** What the board says, in the languages of its house. */

export interface Words {
  preparing: string;
  ready: string;
  nothingReady: string;
  nothingPreparing: string;
  offline: string;
  connecting: string;
  signedOut: string;
  noToken: string;
  spoken: (number: number) => string;
}

const en: Words = {
  preparing: "Preparing",
  ready: "Please collect",
  nothingReady: "Your number appears here when it is ready",
  nothingPreparing: "No orders waiting",
  offline: "No connection. Please ask at the counter.",
  connecting: "Connecting",
  signedOut: "This board has been signed out. A manager sets it up again.",
  noToken: "This board is not set up. A manager opens it with the address made for it.",
  spoken: (number) => `Order ${number} is ready`,
};

const hi: Words = {
  preparing: "तैयार हो रहा है",
  ready: "ले जाइए",
  nothingReady: "तैयार होने पर आपका नंबर यहाँ आएगा",
  nothingPreparing: "कोई ऑर्डर बाकी नहीं",
  offline: "संपर्क टूट गया है। कृपया काउंटर पर पूछें।",
  connecting: "जुड़ रहा है",
  signedOut: "यह बोर्ड बंद किया गया है। मैनेजर इसे फिर चालू करेंगे।",
  noToken: "यह बोर्ड चालू नहीं है। मैनेजर इसे बने पते से खोलें।",
  spoken: (number) => `ऑर्डर ${number} तैयार है`,
};

const mr: Words = {
  preparing: "तयार होत आहे",
  ready: "घेऊन जा",
  nothingReady: "तयार झाल्यावर तुमचा नंबर इथे दिसेल",
  nothingPreparing: "एकही ऑर्डर बाकी नाही",
  offline: "संपर्क तुटला आहे. कृपया काउंटरवर विचारा.",
  connecting: "जोडत आहे",
  signedOut: "हा बोर्ड बंद केला आहे. मॅनेजर तो पुन्हा सुरू करतील.",
  noToken: "हा बोर्ड सुरू केलेला नाही. मॅनेजर तयार केलेल्या पत्त्याने उघडतील.",
  spoken: (number) => `ऑर्डर ${number} तयार आहे`,
};

export const WORDS: Record<string, Words> = { en, hi, mr };

/** `lang=hi,en` in the address: the first is large, the second beside it; without it English and Hindi. */
export function languages(query: URLSearchParams): string[] {
  const asked = (query.get("lang") ?? "").split(",").filter((code) => Object.hasOwn(WORDS, code));
  return asked.length > 0 ? asked.slice(0, 2) : ["en", "hi"];
}
