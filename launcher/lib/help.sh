# shellcheck shell=bash
# The help of each verb.

help_all() {
  cat <<'TEXT'
usage: ./bailiwick VERB [options]

  quickstart                      from nothing to a first agent and job, each command shown (docs/getting-started.md)
  init [--file FILE]              choose names, ports, databases and HSM of a new home (docs/production.md)
  demo [--full|--server|--segments] [--keep]  run the main job on real processes; exit 0 only if every check succeeded
  test [--long]                   run all test suites; --long runs the long tests alone
  fuzz [TIME] [TEST]              run the fuzz tests, each for TIME (one second)
  up [authority|domain|broker]    start the nodes; in an empty home make keys, certificates and databases first
  down [authority|domain|broker]  stop the nodes
  status [authority|domain|broker]  show process, ports, health and memory of each node
  logs [-f] [authority|domain|broker]  show the end of the logs, one JSON object a line
  trust-domain add|remove|list …  manage further trust domains of the same authority process
  ca …                            operator: ceremony, activate, credentials, revocation, schedules, audit
  audit read|follow|verify …      auditor: the audit logs of authority, registry and Master Agent
  jobs list|show …                officer, auditor: the jobs of all callers
  tokens list …                   officer, auditor: the tokens of the Master Agent, as trees with --tree
  token tree|end …                officer, auditor: one token with its tree; officer: end it with all that descends from it
  partners list …                 officer, auditor: the partner domains
  policy check | list …           operator: policy folders; officer, auditor: the policies by which a Master Agent decides
  policy test | diff | explain …  author of policies: their tests, what differs between two folders, why a question is decided as it is
  policy shadow NEW               auditor: what other policies would have decided of what audit logs have recorded
  policy sign | activate …        officer: sign a bundle of policies; put it in force at all nodes (verify: show one)
  policy status …                 officer, auditor: by which policies each node decides
  asset check | list …            operator: files of the catalogue; officer, auditor: the catalogue of a node
  partner add|check|list|remove|show …  operator of the home: change partner domains while nodes run
  agents list …                   officer, auditor: the agents of the registry, in any state
  registry list|find|show …       officer, auditor: the same; search by capability; one record with its history
  registry partners               officer, auditor: what is mirrored of partners' registries, and how fresh it is
  registry quarantine|release …   officer: hide an agent from discovery and the Master Agent; end that
  registry identifiers|identifier-add|identifier-remove …  by which other identifiers an agent is known; officer: change them
  registry export|import FILE     auditor: all records into a file; officer: those of it back, after a disaster
  registry mesh --format istio|consul  auditor: the listed agents as other registries take them (docs/registry.md)
  registry streams …              officer, auditor: who has events of the registry (docs/events.md)
  registry stream-remove …        officer: end a stream of events
  caller add|rotate|withdraw …    officer: accounts of callers with an API key, a password or a shared secret
  caller list …                   officer, auditor: these accounts
  risks list|report|clear …       officer: which risk a caller, person or partner is; the list also auditors
  approval list …                 officer, auditor: the steps about which officers decide
  approval show|decide …          officer: such a step with its parameters; the decision
  agent …                         agent: enrol, renew, proxy, service, register, identifier, describe, heartbeat, discover, call
  broker init|run|check|import|secret|leases|audit …  a broker: work at databases, tools and APIs (docs/broker.md)
  enforcement-point init|run|check|status …  an enforcement point: decides for nginx and services beside it (docs/enforcement-points.md)
  sidecar-injector run|check      a webhook of Kubernetes that gives pods a sidecar (docs/kubernetes.md)
  segments check|show|compile|flows …  segments of the network: packet filter and policies compared, rules printed (docs/segments.md)
  firewall show|check|load|confirm|flows|unload …  the packet filter in front of the Master Agent (docs/firewall.md); needs root
  campus setup|check …            FreeRADIUS with EAP-TLS by certificates of the authority (docs/campus.md)
  migrate …                       bring a database's schema up to date
  domain-home [--to HOME]         move the domain node into a home of its own, for another account or machine
  package [archive|packages|image]  build a release: archive, Debian packages, EAR (docs/install.md)
  --version                       show version, commit, and when it was built

Every verb has the options --help and --no-install. With --no-install a verb lists missing packages and installs none of them.

BAILIWICK_HOME            state folder (./var)
BAILIWICK_AUTHORITY_PORT  TLS port of the authority node (8443)
BAILIWICK_HTTP_PORT       plain HTTP port of the authority node for CRL, OCSP and issuers' certificates (8080)
BAILIWICK_DOMAIN_PORT     TLS port of the domain node (9443)
BAILIWICK_AUTHORITY_NAME  host name at which others reach the authority (127.0.0.1: this machine only); ./bailiwick up --help explains more settings
TEXT
}

help_up() {
  cat <<'TEXT'
usage: ./bailiwick up [--quiet] [--prepare-only] [--domain-nodes N] [--join HOME [--trust-domain-ports NAME=PORT,HTTP-PORT]…] [authority|domain|broker]

Starts both nodes and the home's broker, if it has one (./bailiwick broker init), or what is named, and returns when they are ready. It may be repeated: it does not restart a running node.
In an empty home it makes the HSM tokens, holds the ceremony of hsm-config/ceremony/default.properties, makes the operators' keys,
writes the settings of both nodes and migrates the databases. Ports, names and addresses cannot be changed afterwards.
If the authority has no PIN file (aca.hsm.activation=manual), it waits until an officer gives the PIN: ./bailiwick ca activate.
--join HOME makes an empty home a further authority node beside the node of HOME, on the same PostgreSQL database and HSM (docs/deploy.md),
for all trust domains that HOME serves. --trust-domain-ports sets the ports at which this node listens for an added trust domain; by default
they are the ports in HOME.
--domain-nodes N gives a new home N domain nodes (2 to 9) on one PostgreSQL database, with HAProxy before them at the domain port; the nodes
listen at the ports after it. BAILIWICK_DATABASES is required (docs/deploy.md).
At the end it prints URLs, the root's fingerprint, where operators' credentials lie, and the next command; with --quiet nothing.
./bailiwick init checks the settings below on this machine and keeps them in the home's bailiwick.conf; the environment overrides that file.
--prepare-only makes the home and starts no node, so that an operator can configure attestors, users and partners before the first start.

BAILIWICK_TRUST_DOMAIN    trust domain of a new home (bailiwick.example)
BAILIWICK_AUTHORITY_NAME  host name or address at which others reach the authority; certificates have it in their URLs (127.0.0.1)
BAILIWICK_DOMAIN_NAME     host name or address at which others reach the domain node (the authority's)
BAILIWICK_ADDRESS         IP addresses on which the nodes listen, separated by commas (127.0.0.1)
BAILIWICK_AUTHORITY_URL, BAILIWICK_PLAIN_URL, BAILIWICK_DOMAIN_URL
                          complete base URLs, if a proxy has another port or path than the node (https://NAME:PORT, http://NAME:PORT)
BAILIWICK_AUTHORITY_ROOT  context root of the authority in published URLs, for the EAR (none)
BAILIWICK_REGISTRY_ROOT   context root of the registry in published URLs (/ars)
BAILIWICK_MASTER_ROOT     context root of the Master Agent in published URLs (none)
BAILIWICK_DATABASES       file with the PostgreSQL databases and roles of a new home, which replace the H2 files (docs/deploy.md)
BAILIWICK_NAMES           further names for the certificates of both nodes, for example DNS:pki.example,IP:192.0.2.7
BAILIWICK_HEAP            heap size of each node (768m)
BAILIWICK_READY_SECONDS   seconds after which a node that is not ready has failed (300)
TEXT
}

help_trust_domain() {
  cat <<'TEXT'
usage: ./bailiwick trust-domain add NAME [--https-port N] [--http-port N] [--domain-port N] [--authority-name N] [--domain-name N]
                                         [--authority-url URL] [--plain-url URL] [--domain-url URL]
       ./bailiwick trust-domain add NAME --join HOME [--https-port N] [--http-port N]
       ./bailiwick trust-domain remove NAME [--leave-credentials-unrevocable] [--reason TEXT] [--as OFFICER]
       ./bailiwick trust-domain list

add makes a home for the trust domain NAME in trust-domains/NAME below this home. After the next down and up, the authority of this home
serves NAME, too. The new home has its own tokens with PINs, ceremony, operators, policies, profiles, attestors, settings and database. The
command may be repeated. By default each port is this home's port plus one, and the names are this home's names. Commands for NAME need its home,
for example BAILIWICK_HOME=…/trust-domains/NAME ./bailiwick ca …; ./bailiwick up with that home starts the domain node of NAME.
If NAME was removed, add serves it again with its old state, in the name of one of its officers (--as OFFICER; default officer-1).
add --join HOME, in a home that joined HOME, makes this node serve NAME, too, which HOME serves already.
remove ends the service of NAME. The authority, and the domain node of NAME, must be down. Nothing is deleted: ledger, keys and audit log stay
in the home of NAME. Its audit log names the officer of NAME who removed it; the officer's key is in the folder operators of that home. The command
refuses while agents of NAME have credentials that are neither revoked nor expired. With --leave-credentials-unrevocable these credentials
stay valid until they expire, and nobody can revoke them or ask for their status.
In a home that joined another one, add and remove change this node only, and write no audit log.
remove has the exit code 0 when NAME is removed or was removed before, 1 after a failure, 2 for wrong options, and 3 when credentials are valid.
list shows each trust domain with its addresses and home, and then the removed trust domains.
TEXT
}

help_broker_init() {
  cat <<'TEXT'
usage: ./bailiwick broker init [--master-url URL] [--registry-url URL] [--health-port N]

Makes what a broker of this home needs: its token in SoftHSM2, its database (an H2 file), the settings broker/broker.properties, and the folder
broker/assets for its asset files (docs/broker.md). It changes nothing that is there, may be repeated, and says what is left to do. When the broker has
a credential in broker/agent and an asset file, ./bailiwick up starts it with the nodes, and ./bailiwick up broker alone.

--master-url, --registry-url   where the domain's Master Agent and registry are; needed in a home without nodes, such as that of a machine with a broker alone
--health-port N                loopback port for health and metrics (7180)
TEXT
}

help_enforcement_init() {
  cat <<'TEXT'
usage: ./bailiwick enforcement-point init [--port N]

Writes enforcement-point/enforcement-point.properties in a home with nodes, changes nothing that is there, may be repeated, and says what is left to do
(docs/enforcement-points.md).

--port N   loopback port at which it is asked (7190)
TEXT
}

help_down() {
  cat <<'TEXT'
usage: ./bailiwick down [authority|domain|broker]

Stops the nodes, and first the home's broker if it has one. A node that does not stop within two minutes is killed. In both cases no acknowledged request is lost.
TEXT
}

help_status() {
  cat <<'TEXT'
usage: ./bailiwick status [authority|domain|broker]

Shows process, ports, memory and each health check (HSM, database, feed …) of each node, and of the home's broker if it has one.
The exit code is 0 when every shown node is ready.
TEXT
}

help_logs() {
  cat <<'TEXT'
usage: ./bailiwick logs [-f|--follow] [authority|domain|broker]

Prints the last BAILIWICK_LOG_LINES (100) lines of the logs; -f prints new lines as they are written.
TEXT
}

help_demo() {
  cat <<'TEXT'
usage: ./bailiwick demo [--full|--server|--segments] [--keep]

Issues credentials, registers agents, runs a job with four agents, and revokes a credential, on real processes. The outside parties use openssl
and curl, and one agent has its key in a TPM (swtpm, tpm2-tools).
At the end it prints a table of the checks. --server does the same with bailiwick.ear on an unmodified Payara Server 7. --full also shows a job of an
agent of the trust domain itself; work at an MCP tool and a PostgreSQL database by the broker, called by an MCP client; and a person, who signs in at
Keycloak in a browser, has a job done by a program, and is disabled. For this it needs chromium with its driver, postgresql, node and npm as well, and
it fetches Keycloak and npm packages.

--segments shows what stops an agent that goes beyond its task (docs/segments.md): nodes, agents, a service and callers run in network namespaces of
their own around a gateway with an enforcement point and the firewall. It needs Linux, root, network namespaces, nftables, nginx and ncat, and ends
with 3 and the reason if it cannot have them. It changes nothing in the host's own network, and removes everything at its end.

--keep leaves nodes, agents and outside parties running after a demo that has held, and says how to go on; ./bailiwick down in its home ends them.

BAILIWICK_HOME            the demo's home is a folder demo-micro or demo-server in it (./var)
BAILIWICK_AUTHORITY_PORT, BAILIWICK_HTTP_PORT, BAILIWICK_DOMAIN_PORT
                          ports of the nodes; --server has one TLS port (the first free ports)
DEMO_FIRST_PORT           first of the ports that the demo looks for (21000)
TEXT
}

help_test() {
  cat <<'TEXT'
usage: ./bailiwick test [--with-demos] [maven options]
       ./bailiwick test --long [PART…]

Builds everything with all gates. Then it runs the system tests on real nodes and, at the same time, the unit tests (those that use a database on
H2 and on PostgreSQL), the fuzz tests for five seconds a module, and the tests of ./bailiwick. At the end it prints the time of each part.
-Dsystem.database=postgresql runs the nodes of the system tests on PostgreSQL, too. The system tests run in three processes at once, or with
-Dsystem.processes=1 in one (CONTRIBUTING.md). Each process takes 50 ports, from 27000 or SYSTEM_TESTS_FIRST_PORT on.
The token suite runs on SoftHSM2 and, for root, on opencryptoki. In addition to the packages of the other verbs it needs postgresql, zlint, swtpm with
its tools, tpm2-tools, python3, pkcs11-daemon with its proxy library, opencryptoki, haproxy, shellcheck, ss, python3-jwcrypto, go with go-spiffe,
chromium with its driver, node and npm
(which fetches OAuth clients from its registry).

--with-demos also runs ./bailiwick demo --full and ./bailiwick demo --server, as continuous integration does.

--long runs the long tests alone: all parts, or the parts that are named. Each part takes less than an hour on two cores without other load:
kills (kills each node 20 times at random), kills-postgresql, rotations-postgresql (rotates all keys), tagged (tests with the tag long, which
assert the promised times), names (uses the nodes from another network namespace; needs root),
firewall (the nodes behind a router with its rules; needs root), segments (./bailiwick demo --segments; needs root), domain-nodes (two behind HAProxy, one of which is
killed 20 times, paused 20 times, and cut off), ear (other context roots, behind HAProxy, redeployments), move (moves an authority to another
vendor's HSM; needs root), pages (the operator's pages in docs/operate), trial (the pages for new users; needs root),
ear-page (docs/ear.md as it is typed), install (the packages on a bare Debian; needs root), getting-started (the quickstart),
production (docs/production.md as it is typed in a clone), bare (the pages getting-started, production and ear, each typed in a bare Debian; needs root),
fuzz (each fuzz test for a minute).
TEXT
}

help_fuzz() {
  cat <<'TEXT'
usage: ./bailiwick fuzz [TIME] [TEST]

Runs each fuzz test, or the test that is named, first with its seeds and then for TIME (1s, 10m, 2h; default 1s). The exit code is 0 when there is
no finding. The input of a finding is written to a file crash-… in the module. The folder .cifuzz-corpus keeps the inputs that reached new code, and the
next run starts from them. The test TogetherFuzz runs all fuzz tests of a module in one process.
TEXT
}
