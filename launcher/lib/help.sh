# shellcheck shell=bash
# The help of each verb.

help_all() {
  cat <<'TEXT'
usage: ./bailiwick VERB [options]

  demo [--server]                 the whole main job on real processes; exit 0 only if all of it held
  test [--long]                   all test suites; what takes long by itself
  fuzz [TIME] [TEST]              the fuzz tests, each for a second, or longer
  up [authority|domain]           start; makes keys, certificates and databases in an empty home
  down [authority|domain]         stop
  status [authority|domain]       process, ports, health, memory
  logs [-f] [authority|domain]    the end of the logs, one JSON object a line
  trust-domain add|remove|list …  further trust domains of the same authority process
  ca …                            operator: ceremony, activate, credentials, revocation, schedules, audit
  audit read|follow|verify …      auditor: the audit logs of authority, registry and Master Agent
  agent …                         agent: enrol, renew, proxy, register, discover, call
  migrate …                       bring a database's schema up to date

Every verb knows --help, and --no-install: list missing parts and install nothing.

BAILIWICK_HOME            state folder (./var)
BAILIWICK_AUTHORITY_PORT  TLS port of the authority node (8443)
BAILIWICK_HTTP_PORT       its plain port for CRL, OCSP and issuers (8080)
BAILIWICK_DOMAIN_PORT     TLS port of the domain node (9443)
BAILIWICK_AUTHORITY_NAME  host name under which others find the authority (127.0.0.1: this machine only); more in ./bailiwick up --help
TEXT
}

help_up() {
  cat <<'TEXT'
usage: ./bailiwick up [--prepare-only] [--join HOME [--trust-domain-ports NAME=PORT,HTTP-PORT]…] [authority|domain]

Starts the nodes, or the one named, and returns when they are ready. Safe to repeat: what runs is left alone.
In an empty home it makes the HSM tokens, holds the ceremony of hsm-config/ceremony/default.properties, makes the
operators' keys, writes the settings of both nodes and migrates the databases. Ports, names and addresses are fixed from then on.
An authority without PIN file (aca.hsm.activation=manual) is left running until an officer gives the PIN: ./bailiwick ca activate.
--join HOME makes an empty home a further authority node of the one in HOME, on the same PostgreSQL database and HSM (docs/deploy.md), for all
trust domains that it serves. --trust-domain-ports: where this node listens for an added one, if not at the same ports as there.
--prepare-only stops there, so that anchors, users and partners can be put in place before the first start.

BAILIWICK_TRUST_DOMAIN    trust domain of a new home (bailiwick.example)
BAILIWICK_AUTHORITY_NAME  host name or address under which others find the authority: in every URL that certificates carry (127.0.0.1)
BAILIWICK_DOMAIN_NAME     the same of the domain node (that of the authority)
BAILIWICK_ADDRESS         IP addresses that the nodes listen on, with commas (127.0.0.1)
BAILIWICK_AUTHORITY_URL, BAILIWICK_PLAIN_URL, BAILIWICK_DOMAIN_URL
                          whole base URLs, where a proxy is found at another port or path than the node (https://NAME:PORT, http://NAME:PORT)
BAILIWICK_AUTHORITY_ROOT  context root of the authority in published URLs, for the EAR (none)
BAILIWICK_REGISTRY_ROOT   that of the registry (/ars)
BAILIWICK_MASTER_ROOT     that of the Master Agent (none)
BAILIWICK_DATABASES       list of PostgreSQL databases and roles for a new home, instead of H2 files (docs/deploy.md)
BAILIWICK_NAMES           more names for both nodes' certificates, e.g. DNS:pki.example,IP:192.0.2.7
BAILIWICK_HEAP            heap of each node (768m)
BAILIWICK_READY_SECONDS   how long to wait until ready (300)
TEXT
}

help_trust_domain() {
  cat <<'TEXT'
usage: ./bailiwick trust-domain add NAME [--https-port N] [--http-port N] [--domain-port N] [--authority-name N] [--domain-name N]
                                         [--authority-url URL] [--plain-url URL] [--domain-url URL]
       ./bailiwick trust-domain add NAME --join HOME [--https-port N] [--http-port N]
       ./bailiwick trust-domain remove NAME [--leave-credentials-unrevocable] [--reason TEXT] [--as OFFICER]
       ./bailiwick trust-domain list

add: the authority of this home serves one more trust domain, NAME, after down and up. Its home is trust-domains/NAME below this one:
tokens with PINs of their own, ceremony, operators, policies, profiles, anchors, settings and database. Safe to repeat. Ports are by
default those of this home plus one, and names those of this home. Everything for it is done with its home, for instance
BAILIWICK_HOME=…/trust-domains/NAME ./bailiwick ca …, and ./bailiwick up there starts a domain node for it.
add NAME of one that was removed takes it up again, as it was, by an officer of it (--as OFFICER; officer-1).
add --join HOME, in a home that joined HOME: this node serves NAME too, which HOME does.
remove: NAME is served no more; the authority, and NAME's domain node, are down for it. Nothing is deleted: ledger, keys and audit log stay in
its home, and its log says who removed it, an officer of NAME, whose key lies in its home's operators. Refused while credentials of its agents live
(not revoked, not over). --leave-credentials-unrevocable: they stay valid until they end, and nobody can revoke them or ask their status.
In a home that joined another, remove and add are about this node alone, and write no log.
Exit 0 when it is removed or was, 1 when it failed, 2 for wrong options, 3 when credentials live.
list: each trust domain with its addresses and home, then those that were removed.
TEXT
}

help_down() {
  cat <<'TEXT'
usage: ./bailiwick down [authority|domain]

Asks the nodes to stop, waits up to 60 s, then kills. Nothing acknowledged is lost either way.
TEXT
}

help_status() {
  cat <<'TEXT'
usage: ./bailiwick status [authority|domain]

One block per node: process, ports, memory, and each health check (HSM, database, feed …).
Exit 0 when every node asked for is ready.
TEXT
}

help_logs() {
  cat <<'TEXT'
usage: ./bailiwick logs [-f|--follow] [authority|domain]

Prints the last BAILIWICK_LOG_LINES (100) lines of the logs; -f goes on with what comes.
TEXT
}

help_demo() {
  cat <<'TEXT'
usage: ./bailiwick demo [--server]

Issue, register, run a job with four agents, revoke: on real processes, with outside parties made by openssl and curl,
and with an agent whose key is in a TPM (swtpm, tpm2-tools).
Ends in a table of what was shown. --server does the same with bailiwick.ear on an unmodified Payara Server 7.
TEXT
}

help_test() {
  cat <<'TEXT'
usage: ./bailiwick test [--with-demos] [maven options]
       ./bailiwick test --long [PART…]

Builds everything with all gates, then runs the system tests on real nodes and beside them the unit tests (those of databases on H2 and on PostgreSQL),
the fuzz tests for five seconds a module and ./bailiwick itself, and prints how long each part took. -Dsystem.database=postgresql puts the nodes of the system tests on PostgreSQL too. The system tests run in three processes at once,
-Dsystem.processes=1 in one (CONTRIBUTING.md). Each takes 50 ports, from 27000 on or from SYSTEM_TESTS_FIRST_PORT.
The token suite runs on SoftHSM2 and, as root, on opencryptoki. Wants postgresql, zlint, swtpm with its tools, tpm2-tools, python3, pkcs11-daemon with
its proxy library, opencryptoki, haproxy, shellcheck, ss and python3-jwcrypto beside what the other verbs need.

--with-demos runs ./bailiwick demo and ./bailiwick demo --server among the tests, as continuous integration does.

--long runs what takes long, all of it or the parts named, each within an hour on two cores with nothing else to do: kills (each node killed
20 times at random), kills-postgresql, rotations-postgresql (of all keys), tagged (tests with the tag long, promised times held to the letter), names (seen from another network namespace; needs root), ear (under other
context roots, behind HAProxy, redeployed), move (to another vendor's HSM; needs root), pages (the operator's day, docs/operate),
fuzz (each fuzz test for a minute).
TEXT
}

help_fuzz() {
  cat <<'TEXT'
usage: ./bailiwick fuzz [TIME] [TEST]

Runs each fuzz test, or the one named, for TIME (1s, 10m, 2h; 1s by default) after its seeds. Exit 0 when nothing was found. The input
of a finding is left as crash-… in the module, what the fuzzer learnt in .cifuzz-corpus, from which the next run goes on. The test TogetherFuzz is
all of a module in one process.
TEXT
}
