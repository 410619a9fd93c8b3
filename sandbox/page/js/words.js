// The few words of the app itself that stand among the bot's: a client speaks its owner's language, as the bot does.

const WORDS = {
  ar: { locale: "ar", start: "ابدأ", menu: "القائمة", message: "الرسالة", bot: "بوت", edited: "معدَّلة", deleted: "رسالة محذوفة", today: "اليوم", yesterday: "أمس", about: "ما الذي يمكن لهذا البوت فعله؟", empty: "لا رسائل هنا بعد." },
  de: { locale: "de", start: "Starten", menu: "Menü", message: "Nachricht", bot: "Bot", edited: "bearbeitet", deleted: "Gelöschte Nachricht", today: "Heute", yesterday: "Gestern", about: "Was kann dieser Bot?", empty: "Hier gibt es noch keine Nachrichten." },
  en: { locale: "en-GB", start: "Start", menu: "Menu", message: "Message", bot: "bot", edited: "edited", deleted: "Deleted message", today: "Today", yesterday: "Yesterday", about: "What can this bot do?", empty: "No messages here yet." },
  fr: { locale: "fr", start: "Démarrer", menu: "Menu", message: "Message", bot: "bot", edited: "modifié", deleted: "Message supprimé", today: "Aujourd’hui", yesterday: "Hier", about: "Que peut faire ce bot ?", empty: "Pas encore de messages ici." },
};

/** The words for a language code such as `ar` or `fr-CA`; English where there are none. */
export const wordsIn = (code) => WORDS[String(code ?? "").toLowerCase().split("-")[0]] ?? WORDS.en;
