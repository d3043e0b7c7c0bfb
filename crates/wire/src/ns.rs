//! Every namespace in use, named after what it holds.

// Streams (RFC 6120, RFC 7395)
pub const CLIENT: &str = "jabber:client";
pub const STREAMS: &str = "http://etherx.jabber.org/streams";
pub const STREAM_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";
pub const STANZA_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
pub const FRAMING: &str = "urn:ietf:params:xml:ns:xmpp-framing";
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
pub const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
pub const SESSION: &str = "urn:ietf:params:xml:ns:xmpp-session";
pub const SM: &str = "urn:xmpp:sm:3";
pub const STREAM_LIMITS: &str = "urn:xmpp:stream-limits:0";
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

// Discovery and basic queries
pub const DISCO_INFO: &str = "http://jabber.org/protocol/disco#info";
pub const DISCO_ITEMS: &str = "http://jabber.org/protocol/disco#items";
pub const CAPS: &str = "http://jabber.org/protocol/caps";
pub const PING: &str = "urn:xmpp:ping";
pub const VERSION: &str = "jabber:iq:version";
pub const TIME: &str = "urn:xmpp:time";
pub const LAST: &str = "jabber:iq:last";
pub const DATA_FORMS: &str = "jabber:x:data";
pub const RSM: &str = "http://jabber.org/protocol/rsm";
pub const COMMANDS: &str = "http://jabber.org/protocol/commands";
pub const SEARCH: &str = "jabber:iq:search";
pub const CSI: &str = "urn:xmpp:csi:0";

// People
pub const ROSTER: &str = "jabber:iq:roster";
pub const ROSTER_VERSIONING: &str = "urn:xmpp:features:rosterver";
pub const PRIVATE: &str = "jabber:iq:private";
pub const ROSTER_DELIMITER: &str = "roster:delimiter";
pub const VCARD: &str = "vcard-temp";
pub const VCARD_UPDATE: &str = "vcard-temp:x:update";
pub const AVATAR_DATA: &str = "urn:xmpp:avatar:data";
pub const AVATAR_METADATA: &str = "urn:xmpp:avatar:metadata";
pub const AVATAR_METADATA_NOTIFY: &str = "urn:xmpp:avatar:metadata+notify";
pub const NICK: &str = "http://jabber.org/protocol/nick";
pub const NICK_NOTIFY: &str = "http://jabber.org/protocol/nick+notify";
pub const IDLE: &str = "urn:xmpp:idle:1";
pub const BLOCKING: &str = "urn:xmpp:blocking";
pub const BLOCKING_ERRORS: &str = "urn:xmpp:blocking:errors";

// Publish and subscribe
pub const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
pub const PUBSUB_EVENT: &str = "http://jabber.org/protocol/pubsub#event";
pub const PUBSUB_OWNER: &str = "http://jabber.org/protocol/pubsub#owner";
pub const PUBSUB_ERRORS: &str = "http://jabber.org/protocol/pubsub#errors";
pub const PUBSUB_PUBLISH_OPTIONS: &str = "http://jabber.org/protocol/pubsub#publish-options";
pub const PUBSUB_NODE_CONFIG: &str = "http://jabber.org/protocol/pubsub#node_config";

// Messages
pub const RECEIPTS: &str = "urn:xmpp:receipts";
pub const CARBONS: &str = "urn:xmpp:carbons:2";
pub const FORWARD: &str = "urn:xmpp:forward:0";
pub const DELAY: &str = "urn:xmpp:delay";
pub const LEGACY_DELAY: &str = "jabber:x:delay";
pub const MAM: &str = "urn:xmpp:mam:2";
pub const MAM_EXTENDED: &str = "urn:xmpp:mam:2#extended";
pub const STANZA_ID: &str = "urn:xmpp:sid:0";
pub const CHAT_STATES: &str = "http://jabber.org/protocol/chatstates";
pub const MARKERS: &str = "urn:xmpp:chat-markers:0";
pub const DISPLAYED_SYNC: &str = "urn:xmpp:mds:displayed:0";
pub const DISPLAYED_SYNC_NOTIFY: &str = "urn:xmpp:mds:displayed:0+notify";
pub const DISPLAYED_SYNC_ASSIST: &str = "urn:xmpp:mds:server-assist:0";
pub const HINTS: &str = "urn:xmpp:hints";
pub const CORRECT: &str = "urn:xmpp:message-correct:0";
pub const RETRACT: &str = "urn:xmpp:message-retract:1";
pub const RETRACT_TOMBSTONE: &str = "urn:xmpp:message-retract:1#tombstone";
pub const MODERATE: &str = "urn:xmpp:message-moderate:1";
/// Older forms of the two, as Prosody 0.12 speaks them.
pub const RETRACT_0: &str = "urn:xmpp:message-retract:0";
pub const MODERATE_0: &str = "urn:xmpp:message-moderate:0";
pub const FASTEN: &str = "urn:xmpp:fasten:0";
pub const REACTIONS: &str = "urn:xmpp:reactions:0";
pub const REPLY: &str = "urn:xmpp:reply:0";
pub const FALLBACK: &str = "urn:xmpp:fallback:0";
pub const REFERENCES: &str = "urn:xmpp:reference:0";
pub const STYLING: &str = "urn:xmpp:styling:0";
pub const NOTIFY_SETTINGS: &str = "urn:xmpp:notification-settings:1";
pub const NOTIFY_SETTINGS_0: &str = "urn:xmpp:notification-settings:0";

// Files
pub const OOB: &str = "jabber:x:oob";
pub const UPLOAD: &str = "urn:xmpp:http:upload:0";
pub const FILE_METADATA: &str = "urn:xmpp:file:metadata:0";
pub const FILE_SHARING: &str = "urn:xmpp:sfs:0";
pub const URL_DATA: &str = "http://jabber.org/protocol/url-data";
pub const HASHES: &str = "urn:xmpp:hashes:2";

// Rooms
pub const MUC: &str = "http://jabber.org/protocol/muc";
pub const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
pub const MUC_ADMIN: &str = "http://jabber.org/protocol/muc#admin";
pub const MUC_OWNER: &str = "http://jabber.org/protocol/muc#owner";
pub const MUC_ROOM_INFO: &str = "http://jabber.org/protocol/muc#roominfo";
pub const MUC_ROOM_CONFIG: &str = "http://jabber.org/protocol/muc#roomconfig";
pub const MUC_REGISTER: &str = "http://jabber.org/protocol/muc#register";
pub const MUC_STABLE_ID: &str = "http://jabber.org/protocol/muc#stable_id";
pub const SELF_PING_OPTIMIZATION: &str = "http://jabber.org/protocol/muc#self-ping-optimization";
pub const REGISTER: &str = "jabber:iq:register";
/// What our own rooms can do beyond the standards.
pub const ROOMS: &str = "urn:hallway:rooms:0";
pub const CONFERENCE: &str = "jabber:x:conference";
pub const BOOKMARKS: &str = "urn:xmpp:bookmarks:1";
/// Bookmarks of before (XEP-0048), in private XML.
pub const BOOKMARKS_BEFORE: &str = "storage:bookmarks";
pub const BOOKMARKS_NOTIFY: &str = "urn:xmpp:bookmarks:1+notify";
pub const OCCUPANT_ID: &str = "urn:xmpp:occupant-id:0";

// Ours: what no XEP covers (docs/protocol.md)
pub const ARCHIVE_PURGE: &str = "urn:hallway:archive:purge:0";
pub const UPLOAD_TERMS: &str = "urn:hallway:upload:0";
/// How long a setting of XEP-0492 holds.
pub const CHAT_NOTIFY: &str = "urn:hallway:notify:0";
pub const CONVERSATION: &str = "urn:hallway:conversation:0";
pub const CONVERSATION_NOTIFY: &str = "urn:hallway:conversation:0+notify";
pub const VIEWED: &str = "urn:hallway:viewed:0";
pub const VIEWED_NOTIFY: &str = "urn:hallway:viewed:0+notify";
