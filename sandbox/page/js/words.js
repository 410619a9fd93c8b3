// The few words of the app itself that stand among the bot's: a client speaks its owner's language, as the bot does.

/** "12 members", in the form the number asks for. */
const members = (locale, forms) => (count) => (forms[new Intl.PluralRules(locale).select(count)] ?? forms.other).replace("{n}", count);

const WORDS = {
  ar: { locale: "ar", start: "ابدأ", menu: "القائمة", message: "الرسالة", bot: "بوت", edited: "معدَّلة", deleted: "رسالة محذوفة", via: "عبر", forwarded: "محوَّلة من {name}",
    joined: "انضم {names} إلى المجموعة", left: "غادر {name} المجموعة", removed: "أزال {who} العضو {name}", migrated: "أصبحت المجموعة مجموعة كبيرة", titled: "سمّى {who} المجموعة «{title}»", pinned: "ثبّت {who} «{text}»", created: "أنشأ {who} المجموعة",
    topicEdited: "سُمّي الموضوع «{name}»", generalHidden: "أُخفي الموضوع العام", generalShown: "أُظهر الموضوع العام", onlyYou: "لا يراها أحد سواك",
    topicCreated: "أُنشئ الموضوع «{name}»", topicClosed: "أُغلق الموضوع", topicReopened: "أُعيد فتح الموضوع", today: "اليوم", yesterday: "أمس", about: "ما الذي يمكن لهذا البوت فعله؟", empty: "لا رسائل هنا بعد.", members: members("ar", { one: "عضو واحد", two: "عضوان", few: "{n} أعضاء", many: "{n} عضوًا", other: "{n} عضو" }) },
  de: { locale: "de", start: "Starten", menu: "Menü", message: "Nachricht", bot: "Bot", edited: "bearbeitet", deleted: "Gelöschte Nachricht", via: "über", forwarded: "Weitergeleitet von {name}",
    joined: "{names} ist jetzt in der Gruppe", left: "{name} hat die Gruppe verlassen", removed: "{who} hat {name} entfernt", migrated: "Die Gruppe ist jetzt eine Supergruppe", titled: "{who} hat die Gruppe „{title}“ genannt", pinned: "{who} hat „{text}“ angeheftet", created: "{who} hat die Gruppe erstellt",
    topicEdited: "Das Thema heißt jetzt „{name}“", generalHidden: "Das allgemeine Thema wurde ausgeblendet", generalShown: "Das allgemeine Thema wurde eingeblendet", onlyYou: "Nur für dich sichtbar",
    topicCreated: "Das Thema „{name}“ wurde erstellt", topicClosed: "Das Thema wurde geschlossen", topicReopened: "Das Thema wurde wieder geöffnet", today: "Heute", yesterday: "Gestern", about: "Was kann dieser Bot?", empty: "Hier gibt es noch keine Nachrichten.", members: members("de", { one: "{n} Mitglied", other: "{n} Mitglieder" }) },
  en: { locale: "en-GB", start: "Start", menu: "Menu", message: "Message", bot: "bot", edited: "edited", deleted: "Deleted message", via: "via", forwarded: "Forwarded from {name}",
    joined: "{names} joined the group", left: "{name} left the group", removed: "{who} removed {name}", migrated: "The group became a supergroup", titled: "{who} named the group “{title}”", pinned: "{who} pinned “{text}”", created: "{who} created the group",
    topicEdited: "The topic is now called “{name}”", generalHidden: "The General topic was hidden", generalShown: "The General topic is shown again", onlyYou: "Only you can see this",
    topicCreated: "Topic “{name}” was created", topicClosed: "The topic was closed", topicReopened: "The topic was opened again", today: "Today", yesterday: "Yesterday", about: "What can this bot do?", empty: "No messages here yet.", members: members("en", { one: "{n} member", other: "{n} members" }) },
  fr: { locale: "fr", start: "Démarrer", menu: "Menu", message: "Message", bot: "bot", edited: "modifié", deleted: "Message supprimé", via: "via", forwarded: "Transféré de {name}",
    joined: "{names} a rejoint le groupe", left: "{name} a quitté le groupe", removed: "{who} a retiré {name}", migrated: "Le groupe est devenu un supergroupe", titled: "{who} a nommé le groupe « {title} »", pinned: "{who} a épinglé « {text} »", created: "{who} a créé le groupe",
    topicEdited: "Le sujet s’appelle maintenant « {name} »", generalHidden: "Le sujet général a été masqué", generalShown: "Le sujet général est de nouveau visible", onlyYou: "Visible par vous seul",
    topicCreated: "Le sujet « {name} » a été créé", topicClosed: "Le sujet a été fermé", topicReopened: "Le sujet a été rouvert", today: "Aujourd’hui", yesterday: "Hier", about: "Que peut faire ce bot ?", empty: "Pas encore de messages ici.", members: members("fr", { one: "{n} membre", other: "{n} membres" }) },
};

/** What dates and numbers are written by: an English client counts to 24 here, others as their language does. */
export const localeOf = (code) => WORDS[String(code ?? "").toLowerCase()]?.locale ?? (code || undefined);

/** The words for a language code such as `ar` or `fr-CA`; English where there are none. */
export const wordsIn = (code) => WORDS[String(code ?? "").toLowerCase().split("-")[0]] ?? WORDS.en;
