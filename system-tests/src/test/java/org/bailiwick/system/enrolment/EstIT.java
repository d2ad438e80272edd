package org.bailiwick.system.enrolment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_NOT_TRUSTED;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.INVALID_CSR;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NOT_FOUND;
import static org.bailiwick.contract.problem.ProblemType.PEER_CERTIFICATE_REQUIRED;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.PROOF_OF_POSSESSION_FAILED;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * EST by curl, strongSwan's pki and libest's estclient (R6, R9, R12; threats 2, 4, 10, 13 and 22).
 * Agents that a device enrols are called after its serial number.
 */
class EstIT extends BadInputTable {

  private static final String AGENT = "est-rate-finder";
  private static final String ENROL = "simpleenroll";
  private static final String RENEW = "simplereenroll";

  private final Devices devices = new Devices(nodes);
  private final Outside party = new Outside(nodes, "est");
  private final Path device = nodes.outside().resolve("device-rate-finder");

  EstIT() {
    super(Component.ACA);
  }

  @BeforeAll
  void foresee() throws InterruptedException {
    String maker =
        devices.maker().certificate().getSubjectX500Principal().getName(X500Principal.RFC2253);
    AttestorTable.write(
        nodes.home().resolve("authority/profiles/est-device.json"),
        """
        {"name": "est-device", "validity": "PT24H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256", "RSA"],
         "validation_methods": ["mtls"], "required_status": "none", "attestors": [["idevid"], ["credential"], ["join-token"]]}
        """);
    AttestorTable.write(
        nodes.home().resolve("authority/est/default.json"),
        """
        {"stated_at": "2026-11-01T00:00:00Z", "csrattrs": "template", "devices": [
         {"issuer": "%s", "serials": ["ACME-rate-finder"], "name": "%s", "owner": "Treasury", "profile": "est-device",
          "capabilities": ["fx.rates@1"], "locator": "https://127.0.0.1:7001/work", "validation_methods": ["mtls"],
          "principal": {"issuer": "%s", "subject": "alice", "roles": ["agent-owner"]}}]}
        """
            .formatted(maker, AGENT, nodes.address("idp")));
    AttestorTable.write(
        party.file("strongswan.conf"), "pki { plugins { constraints { load = no } } }\n");
    Thread.sleep(Duration.ofSeconds(2)); // files count a second later
  }

  @Test
  void curlEnrolsByTheDevicesCertificateAndRenews() {
    String first = enrolled("one");
    assertThat(subjectOf(first)).contains(AGENT);
    assertThat(keyOf(first)).isEqualTo(ownKey("one"));
    String again = post("one", deviceLogin(), ENROL, "again.pem");
    assertThat(serialOf(again)).as("the same CSR again").isEqualTo(serialOf(first));

    csr("two", AGENT);
    String renewed = post("two", agentLogin(first, "one"), RENEW, "two.pem");
    assertThat(subjectOf(renewed)).contains(AGENT);
    assertThat(keyOf(renewed)).isEqualTo(ownKey("two"));
  }

  @Test
  void strongSwanFetchesTheAuthoritiesJoinsByATokenAndRenews() {
    pki(
        "--estca --url \"$1\" --cacert \"$2\" --caout authority.pem --outform pem",
        authority(),
        root());
    assertThat(party.shell("cat authority*.pem")).contains("BEGIN CERTIFICATE");

    String name = "est-swan-" + UUID.randomUUID().toString().substring(0, 8);
    csr("swan", name);
    String token = token(name);
    String[] login = {authority(), root(), name + ":" + token};
    String issuers = issuers();
    pki(
        "--est --url \"$1\" --cacert \"$2\" "
            + issuers
            + " --userpass \"$3\" --in swan.der --outform pem >swan.pem",
        login);
    assertThat(keyOf("swan.pem")).isEqualTo(ownKey("swan"));

    csr("later", name);
    pki(
        "--est --url \"$1\" --cacert \"$2\" "
            + issuers
            + " --cert swan.pem --key swan.key --in later.der --outform pem >later.pem",
        authority(),
        root());
    assertThat(keyOf("later.pem")).isEqualTo(ownKey("later"));
  }

  @Test
  void libestEnrolsByTheDevicesCertificateAndJoinsByAToken() {
    String name = "est-lib-" + UUID.randomUUID().toString().substring(0, 8);
    String token = token(name);
    try (OldHttp proxy = new OldHttp(nodes, wire)) {
      String port = String.valueOf(proxy.port());
      estclient("-g -p \"$2\"", port);
      assertThat(
              party.shell(
                  "openssl base64 -d -in cacert-0-0.pkcs7 | openssl pkcs7 -inform DER -print_certs"))
          .contains("BEGIN CERTIFICATE");
      csr("lib-device", AGENT);
      assertThat(keyOf(estEnrolled("-e -y lib-device.csr " + libestLogin(), "lib-device", port)))
          .isEqualTo(ownKey("lib-device"));
      csr("lib-token", name);
      String joined =
          estEnrolled("-e -y lib-token.csr -u \"$4\" -h \"$5\"", "lib-token", port, name, token);
      assertThat(keyOf(joined)).isEqualTo(ownKey("lib-token"));
      // estclient renews with the key that it has, and a renewal needs a new one
      assertThat(estclientRefused("-r -p \"$2\" -c lib-token.pem -k lib-token.key", port))
          .contains("EST_ERR_HTTP_BAD_REQ");
    }
  }

  private String libestLogin() {
    return "-c " + device.resolve("idevid.pem") + " -k " + device.resolve("idevid.key");
  }

  private void estclient(String options, String... arguments) {
    String[] all = Stream.concat(Stream.of(root()), Stream.of(arguments)).toArray(String[]::new);
    party.shell(
        "export EST_OPENSSL_CACERT=$1; rm -f ./*-0-0.*; estclient -s 127.0.0.1 -o . "
            + options
            + " >estclient.log 2>&1 || { cat estclient.log; exit 1; }",
        all);
  }

  private String estclientRefused(String options, String port) {
    estclient(options, port);
    return party.shell("cat estclient.log");
  }

  /** Certifies the key of this name; the file of its credential. */
  private String estEnrolled(String options, String key, String port, String... more) {
    String[] arguments =
        Stream.concat(Stream.of(port, key), Stream.of(more)).toArray(String[]::new);
    estclient(options + " -p \"$2\"", arguments);
    party.shell(
        "openssl base64 -d -in cert-0-0.pkcs7 | openssl pkcs7 -inform DER -print_certs -out \"$1.pem\"",
        key);
    return key + ".pem";
  }

  @Test
  void aTokenIsGoodForOneKeyOnly() {
    String name = "est-curl-" + UUID.randomUUID().toString().substring(0, 8);
    String token = token(name);
    csr("mine", name);
    csr("thiefs", name);
    String login = "--user '" + name + ":" + token + "'";
    assertThat(keyOf(post("mine", login, ENROL, "mine.pem"))).isEqualTo(ownKey("mine"));
    assertThat(refused("thiefs", login)).contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(refused("thiefs", "--user '" + name + ":bwjoin_unknown'"))
        .contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(refused("thiefs", "-D -")).contains("401").contains("Basic");
  }

  @Test
  void tellsWhatACsrShouldHold() {
    assertThat(
            party.shell(
                "curl -sS --cacert \"$1\" %s \"$2/csrattrs\" | openssl base64 -d | openssl asn1parse -inform DER"
                    .formatted(deviceLogin()),
                root(),
                est("")))
        .contains("SEQUENCE");
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(callers(), requests(), renewals()).flatMap(rows -> rows);
  }

  private Stream<BadInput> callers() {
    return Stream.of(
        row("nobody", enrolment(), PEER_CERTIFICATE_REQUIRED, "est-unauthenticated"),
        row(
            "5 device of an unknown maker",
            enrolment().as(devices.foreign()),
            EVIDENCE_REJECTED,
            "device-issuer-untrusted"),
        row(
            "5 device that has expired",
            enrolment().as(devices.expired()),
            EVIDENCE_REJECTED,
            "device-certificate-expired"),
        row(
            "device that nobody expects",
            enrolment().as(Nodes.leaf(nodes.outside().resolve("device-invoice-reader"), "idevid")),
            EVIDENCE_REJECTED,
            "est-device-unexpected"),
        row(
            "officer instead of a device",
            enrolment().as(nodes.operator("officer-1")),
            POLICY_DENIED,
            "est-peer-not-device"),
        row(
            "token of another scheme",
            enrolment().header("Authorization", "Bearer bwjoin_x"),
            MALFORMED_REQUEST,
            "est-authorization"));
  }

  private Stream<BadInput> requests() {
    byte[] forged = Csr.of(TestKeys.ec()).der();
    forged[forged.length - 1] ^= 1;
    return Stream.of(
        row(
            "22 body that is not base64",
            Call.post(nodes.authority(path(ENROL)), "application/pkcs10", new byte[] {1, 2})
                .as(leaf()),
            MALFORMED_REQUEST,
            "est-base64"),
        row(
            "19 CSR with a forged signature",
            enrolment(forged).as(leaf()),
            PROOF_OF_POSSESSION_FAILED,
            "csr-signature"),
        row(
            "4 CSR over the device's own key",
            enrolment(Csr.of(new KeyPair(leaf().certificate().getPublicKey(), leaf().key())).der())
                .as(leaf()),
            INVALID_CSR,
            "csr-key-is-device-key"),
        row(
            "label that is not there",
            enrolment(Csr.of(TestKeys.ec()).der(), "unknown-label/" + ENROL).as(leaf()),
            NOT_FOUND,
            "est-label-unknown"),
        row(
            "keys made by the authority",
            enrolment(Csr.of(TestKeys.ec()).der(), "serverkeygen").as(leaf()),
            NOT_FOUND,
            "est-operation-not-offered"));
  }

  private Stream<BadInput> renewals() {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    byte[] csr = Csr.of(TestKeys.ec()).der();
    return Stream.of(
        row(
            "13 renewal by nobody",
            enrolment(csr, RENEW),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        row(
            "13 renewal by a device",
            enrolment(csr, RENEW).as(leaf()),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        row(
            "13 renewal by an agent of another authority",
            enrolment(csr, RENEW).as(TestCa.create("bailiwick.example").agent(AGENT, "fx.rates@1")),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        row(
            "13 renewal of an agent under another subject",
            enrolment(csr, RENEW).as(agent),
            INVALID_CSR,
            "renewal-subject"),
        row(
            "13 renewal by an officer",
            enrolment(csr, RENEW).as(nodes.operator("officer-1")),
            POLICY_DENIED,
            "peer-kind"));
  }

  @Override
  protected void requireService() {
    enrolled("last");
  }

  private static BadInput row(String name, Call call, ProblemType type, String check) {
    return BadInput.refused(name, () -> call, type, check);
  }

  private Call enrolment() {
    return enrolment(Csr.of(TestKeys.ec()).der());
  }

  private Call enrolment(byte[] csr) {
    return enrolment(csr, ENROL);
  }

  private Call enrolment(byte[] csr, String operation) {
    return Call.post(
        nodes.authority(path(operation)),
        "application/pkcs10",
        Base64.getMimeEncoder().encodeToString(csr).getBytes(US_ASCII));
  }

  private TestLeaf leaf() {
    return Nodes.leaf(device, "idevid");
  }

  private static String path(String operation) {
    return "/.well-known/est/" + operation;
  }

  private String est(String operation) {
    return nodes.authority(path(operation)).toString().replaceAll("/$", "");
  }

  private String authority() {
    return nodes.authority("").toString();
  }

  private String root() {
    return nodes.home().resolve("root.pem").toString();
  }

  private String deviceLogin() {
    return "--cert " + device.resolve("idevid.pem") + " --key " + device.resolve("idevid.key");
  }

  private static String agentLogin(String certificate, String key) {
    return "--cert " + certificate + " --key " + key + ".key";
  }

  /** An agent of the device, with the key of this name; the file of its credential. */
  private String enrolled(String key) {
    csr(key, AGENT);
    return post(key, deviceLogin(), ENROL, key + ".pem");
  }

  private void csr(String key, String agent) {
    party.shell(
        """
        openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -outform DER -out "$1.der" \
          -subj "/CN=$2" -addext "subjectAltName=URI:spiffe://bailiwick.example/agent/$2" 2>/dev/null
        openssl base64 -in "$1.der" -out "$1.b64"
        openssl req -inform DER -in "$1.der" -out "$1.csr"
        """,
        key,
        agent);
  }

  private String post(String key, String login, String operation, String into) {
    party.shell(
        """
        curl -sSf --cacert "$1" %s -H 'Content-Type: application/pkcs10' --data-binary "@$2.b64" "$3" |
          openssl base64 -d | openssl pkcs7 -inform DER -print_certs -out "$4"
        """
            .formatted(login),
        root(),
        key,
        est(operation),
        into);
    return into;
  }

  private String refused(String key, String login) {
    return party.shell(
        "curl -sS --cacert \"$1\" %s -H 'Content-Type: application/pkcs10' --data-binary \"@$2.b64\" \"$3\""
            .formatted(login),
        root(),
        key,
        est(ENROL));
  }

  /** strongSwan wants every issuer of the chain named. */
  private String issuers() {
    return party.shell(
        """
        curl -sS --cacert "$1" "$2" | openssl base64 -d | openssl pkcs7 -inform DER -print_certs |
          awk '/^-----BEGIN/ { file = "issuer-" ++n ".pem" } file { print > file } /^-----END/ { file = "" }'
        for file in issuer-*.pem; do printf -- '--cacert %s ' "$file"; done
        """,
        root(), est("cacerts"));
  }

  private void pki(String options, String... arguments) {
    party.shell("export STRONGSWAN_CONF=$PWD/strongswan.conf; pki " + options, arguments);
  }

  private String token(String name) {
    return party.shell(
        """
        printf 'Authorization: Bearer %s' "$1" >user.header
        curl -sSf --cacert "$2" -H @user.header -H 'Content-Type: application/json' -d "$3" "$4" | sed -n 's/.*"token":"\\([^"]*\\)".*/\\1/p'
        """,
        new Users(nodes).token().compact(),
        root(),
        """
        {"profile":"est-device","name":"%s","owner":"Treasury","capabilities":["fx.rates@1"],
         "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]}"""
            .formatted(name),
        nodes.authority("/v1/join-tokens").toString());
  }

  private String subjectOf(String certificate) {
    return party.shell("openssl x509 -in \"$1\" -noout -subject", certificate);
  }

  private String serialOf(String certificate) {
    return party.shell("openssl x509 -in \"$1\" -noout -serial", certificate);
  }

  private String keyOf(String certificate) {
    return party.shell("openssl x509 -in \"$1\" -noout -pubkey", certificate);
  }

  private String ownKey(String name) {
    return party.shell("openssl pkey -in \"$1.key\" -pubout", name);
  }
}
