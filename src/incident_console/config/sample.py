"""A first configuration, in which everything is explained and nothing is changed."""

SAMPLE = """\
# Settings of incident-console. Each line that begins with "#" and a key shows the default, or an example.
# Check this file with: incident-console config check

# Who you are, where neither --as nor INCIDENT_CONSOLE_AS says so. Default: your login name.
#name = "alice"

# The file that holds the record. Default: the platform's data folder.
#db = "~/incidents.db"

# Your own clock: the zone of clock times you give for what has happened (--at, --started-at, --restored-at).
# What a client is told is given and shown on the client's clock; without one of its own, on this one too.
# Default: the zone of this machine.
#zone = "Europe/London"

# Who owns a new incident where --owner names nobody. Default: whoever declares it.
#on_call = "alice"

# Where clients hear from you who have no channel of their own, and the client who has no name.
#channel = "mail"

# By which channels of those below clients are told who list none of their own. Without any, messages are
# copied and written to the outbox folder, for somebody to post them.
#channels = ["status-mail"]

# How the war room looks. A theme that is chosen there is kept too, and worn until this line says another.
#theme = "incident-dark"
#mouse = true

[record]
# The group of logins of this host that shares the record: its folder and all files in it are made theirs.
#group = "sre"

[display]
#ascii = false                  # draw glyphs from ASCII only; by itself where the terminal shows no UTF-8
#bell = true                    # ring when a promise nears and when it is overdue
#title = true                   # show the countdown in the terminal's title
#desktop_notifications = true
#tmux_message = true            # fixed words only, never a title or a name

[keymap]
# Keys by the id of an action, several parted by commas; incident-console keys lists the ids.
#update = "u,f2"

# Durations run round the clock ("30m", "2h", "1h30m", "1d") or on the business calendar
# ("4 business hours", "1 business day").

[business]
#days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
#hours = "09:00-17:00"          # on the client's clock; "00:00-24:00" for whole days
#holidays = [2026-12-25, 2027-01-01]

[handover]
#offer_stands = "10m"           # how long an offer waits for its answer
#take_after = "5m"              # how long an owner has to answer an escalation before somebody may take over

[review]
#severities = ["P1", "P2"]
#due = "5 business days"        # after closing

# The first update after taking ownership, then from update to update, also while monitoring.
# What is left out stays as it was; without "monitoring" a new "next" counts for both.
[cadence]
#P1 = { first = "10m", next = "30m", monitoring = "1h" }
#P2 = { first = "30m", next = "1h", monitoring = "2h" }
#P3 = { first = "4 business hours", next = "1 business day", monitoring = "1 business day" }
#P4 = { first = "1 business day", next = "5 business days", monitoring = "5 business days" }

# What differs for a client, by the name that declare --client gives; holidays replace the common ones.
#[clients.ACME]
#zone = "America/New_York"
#channel = "Slack #acme-incidents"
#channels = ["status-mail", "acme-slack"]
#told = "any"                   # told when any of its channels has a message, or only when all have it
#language = "en"                # our texts: en or de; with templates of yours, any that pendulum knows
#templates = "~/templates/acme"
#days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
#hours = "08:00-18:00"
#holidays = [2026-11-26]
#cadence.P1 = { first = "5m", next = "15m" }
#ladder = "sre"                 # whom to escalate to; without one, the first ladder below

# The ways out. What is secret stands elsewhere: env:NAME, file:PATH (yours alone, 0600), cmd:PROGRAM ARG...
#[channels.status-mail]
#kind = "smtp"                  # smtp, slack, webhook, command, file
#audience = "client"            # or internal: what colleagues read, and never a client
#to = ["status@acme.example"]   # a message to each
#from = "Incidents <incidents@us.example>"
#host = "mail.us.example"
#port = 587
#security = "starttls"          # or tls, none
#ca = "ca.pem"                  # certificates to trust besides the machine's
#user = "incidents"
#password = "env:SMTP_PASSWORD"
#proof = "accepted"             # what counts as told: accepted by the service, or posted there to be read
#deadline = "10s"               # of one attempt
#fresh = "1h"                   # so long a message is sent by itself; after that it waits for your word
#private = false                # whether private and loopback addresses are allowed, and plain http

#[channels.acme-slack]
#kind = "slack"
#audience = "client"
#url = "env:ACME_SLACK"         # an incoming webhook

#[channels.hook]
#kind = "webhook"               # signed as standardwebhooks.com says
#audience = "client"
#url = "https://hooks.acme.example/incidents"
#secret = "file:hook.secret"

#[channels.pager]
#kind = "command"               # without a shell; the message is JSON on its standard input
#audience = "internal"
#run = ["./page", "{ref}"]      # exit status 0: delivered, 75: later, else refused

#[channels.journal]
#kind = "file"                  # messages are appended to it
#audience = "client"
#path = "messages.log"

# The support portal: everything is written to the incident's ticket by itself, and it stands in no list.
#[channels.portal]
#kind = "ticket"                # by a program, or by HTTP (url, headers, body): docs/PORTAL.md has recipes
#run = ["./portal", "comment", "{ticket}"]
#create = ["./portal", "create"]    # prints {"id": "OPS-17", "url": "https://..."}
#create_for = ["P1", "P2"]      # by itself at declaration; without it only when asked

# By which channels the team hears, and of what: acts, and a client's clock that "nears", is "overdue", and is
# "five minutes overdue". Without "on" it hears of the clock alone.
[internal]
#channels = ["pager"]           # all with audience = "internal"
#on = ["declared", "severity", "handover", "resolved", "reopened", "overdue"]

# People: how they are reached, and by which channels they are called besides.
#[people.bob]
#names = ["bob", "robert.m"]    # spellings; what is recorded is bob
#team = "sre"
#phone = "+00 000 00"           # shown to whoever escalates; in no message and no export
#zone = "Europe/Berlin"
#deputy = "carol"               # proposed where bob is away
#channels = ["pager"]

# Whom to escalate to, one rung after another, each with so long for an answer.
#[ladders.sre]
#rungs = [["bob"], ["carol", "dan"]]
#wait = "5m"

# What incident-console watch keeps up besides.
[watch]
#heartbeat = "env:BEAT_URL"     # fetched each minute while all is well: who expects it shouts when it stops
#private = false                # whether that may be a private address, and plain http
#metrics = "incidents.prom"     # a file for Prometheus
"""


def sample() -> str:
    """Return a first configuration in which everything is explained and nothing is changed."""
    return SAMPLE
