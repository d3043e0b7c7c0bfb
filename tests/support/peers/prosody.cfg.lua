-- Prosody 0.12 on loopback, as a company might run it. @WORDS@ are filled in by prosody.rs.
run_as_root = true
pidfile = "@DIR@/prosody.pid"
data_path = "@DIR@/data"
admin_socket = "@DIR@/prosody.sock"
daemonize = false
-- The tests count resumptions, which are told at this level only.
log = { { levels = { min = "debug" }, to = "file", filename = "@DIR@/prosody.log" } }

interfaces = { "127.0.0.1" }
c2s_ports = { @C2S_PORT@ }
c2s_direct_tls_ports = {}
s2s_ports = {}
http_interfaces = { "127.0.0.1" }
http_ports = { @HTTP_PORT@ }
https_ports = {}
http_default_host = "@DOMAIN@"
http_external_url = "http://127.0.0.1:@HTTP_PORT@/"

c2s_require_encryption = false
consider_websocket_secure = true
modules_disabled = { "s2s" }

authentication = "internal_hashed"
password_hash = "SHA-256"
default_storage = "sql"
sql = { driver = "SQLite3", database = "@DIR@/prosody.sqlite" }
archive_expires_after = "never"
-- The default of 1,000 a person silently drops the oldest.
storage_archive_item_limit = 1000000
-- Its default: pages are smaller than what the client asks for.
max_archive_query_results = 50
smacks_hibernation_time = 600
c2s_stanza_size_limit = 512 * 1024
limits = { c2s = { rate = "1mb/s" } }

modules_enabled = {
  "disco", "roster", "saslauth", "tls", "posix", "admin_socket", "time", "version", "ping", "offline", "carbons",
  "smacks", "csi_simple", "mam", "pep", "bookmarks", "private", "vcard4", "vcard_legacy", "blocklist", "lastactivity",
  "websocket", "groups",
}
allow_registration = false
groups_file = "@DIR@/departments.txt"

VirtualHost ("@DOMAIN@")

Component ("upload.@DOMAIN@") "http_file_share"
  http_host = "@DOMAIN@"

Component ("rooms.@DOMAIN@") "muc"
  name = "Rooms"
  modules_enabled = { "muc_mam", "muc_moderation" }
  muc_log_by_default = true
  muc_log_presences = false
  muc_log_expires_after = "never"
  muc_room_default_persistent = true
