//! Words in Arabic. Numbers stand behind a colon, where no plural form depends on them.

use super::Words;

pub const ARABIC: Words = Words {
    messages: "الرسائل",
    notifications: "الإشعارات",
    activity_stream: "سجل النشاط",
    status: "الحالة",
    available: "متاح",
    away: "بالخارج",
    do_not_disturb: "يرجى عدم الإزعاج",
    offline: "غير متصل",
    about: "حول Hallway",
    sign_in: "تسجيل الدخول…",
    logout: "تسجيل الخروج",
    exit: "إنهاء",
    is_signed_out: "Hallway – لم تسجّل الدخول",
    is_offline: "Hallway – غير متصل",
    one_unread: "Hallway – رسالة واحدة غير مقروءة",
    unread: "Hallway – رسائل غير مقروءة: #",
    window_unread: "رسائل غير مقروءة (#)",
    new_message: "رسالة جديدة",
    new_messages: "رسائل جديدة: #",
    in_conversations: "في المحادثات: #",
    wants_contact: "يود أن يرى متى تكون موجودًا",
    invited: "أنت مدعو إلى هذه الغرفة",
    invites_to: "يدعوك إلى #",
    reacted: "تفاعل مع رسالتك",
    mentioned: "أشير إليك",
    not_sent: "لم تُرسل رسالتك",
    from_intranet: "جديد من الشبكة الداخلية",
    open: "فتح",
};
