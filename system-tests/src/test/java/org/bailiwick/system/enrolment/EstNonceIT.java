package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attestation over EST: nonces by curl with a cookie jar, EATs and CSRs in Python by openssl's keys
 * (R9, R10; threats 7, 8 and 10).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EstNonceIT {

  private static final String AGENT = "est-attested";
  private static final String ENROL = "attested/simpleenroll";
  private static final String RENEW = "attested/simplereenroll";
  private static final String STALE = "urn:bailiwick:problem:nonce-invalid";
  private static final String REJECTED = "urn:bailiwick:problem:evidence-rejected";

  private final Nodes nodes = Nodes.running();
  private final Outside party = new Outside(nodes, "est-nonce");
  private final EstClient client =
      new EstClient(
          party,
          nodes.home().resolve("root.pem").toString(),
          nodes.authority("/.well-known/est").toString());
  private final Path device = nodes.outside().resolve("device-rate-finder");
  private String digest;

  @BeforeAll
  void foresee() throws InterruptedException {
    digest = new Enrolment(nodes, new Wire(nodes.root())).eat().claim("program_digest").toString();
    String maker =
        new Devices(nodes)
            .maker()
            .certificate()
            .getSubjectX500Principal()
            .getName(X500Principal.RFC2253);
    AttestorTable.write(
        nodes.home().resolve("authority/profiles/est-attested.json"),
        """
        {"name": "est-attested", "validity": "PT24H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "required_status": "affirming", "attestors": [["idevid"], ["credential"]]}
        """);
    AttestorTable.write(
        nodes.home().resolve("authority/est/attested.json"),
        """
        {"stated_at": "2026-11-01T00:00:00Z", "csrattrs": "template", "devices": [
         {"issuer": "%s", "serials": ["ACME-rate-finder"], "name": "%s", "owner": "Treasury", "profile": "est-attested",
          "capabilities": ["fx.rates@1"], "locator": "https://127.0.0.1:7001/work", "validation_methods": ["mtls"],
          "principal": {"issuer": "%s", "subject": "alice", "roles": ["agent-owner"]}}]}
        """
            .formatted(maker, AGENT, nodes.address("idp")));
    AttestorTable.write(party.file("none.jar"), "");
    Thread.sleep(Duration.ofSeconds(2)); // files count a second later
  }

  @Test
  void enrolsOnWhatTheDeviceAttestsAndRenews() throws IOException {
    assertThat(
            client.shell(
                "curl -sS --cacert \"$1\" \"$2/attested/csrattrs\" | openssl base64 -d | openssl asn1parse -inform DER"))
        .contains("1.2.840.113549.1.9.16.2.59");
    csr("first", client.nonce("first", "attested"), device, "cwt");
    String answered = client.post("first", "first", deviceLogin(), ENROL);
    certificate("first", answered);
    assertThat(attestation("first")).isEqualTo("affirming");
    assertThat(client.post("first", "none", deviceLogin(), ENROL))
        .as("the same CSR, without a nonce")
        .isEqualTo(answered);

    csr("second", client.nonce("second", "attested"), device, "jwt");
    String login = "--cert first.pem --key first.key";
    csr("foreign", party.shell("cat second.nonce"), otherDevice(), "jwt");
    assertThat(client.post("foreign", "second", login, RENEW)).contains(REJECTED);
    certificate("second", client.post("second", "second", login, RENEW));
    assertThat(attestation("second")).isEqualTo("affirming");
  }

  @Test
  void refusesWhatIsNotFreshOrNotTheDevices() {
    String nonce = client.nonce("mine", "attested");
    csr("mine", nonce, device, "cwt");
    csr("others", nonce, otherDevice(), "cwt");
    assertThat(client.post("others", "mine", deviceLogin(), ENROL)).contains(REJECTED);
    assertThat(client.post("mine", "none", deviceLogin(), ENROL)).contains(REJECTED);
    client.nonce("later", "attested");
    assertThat(client.post("mine", "later", deviceLogin(), ENROL)).contains(REJECTED);
    party.shell(
        "sed 's/\\(__Secure-est-nonce\\t\\)\\(.\\)./\\1\\2-/' later.jar >forged.jar; ! cmp -s later.jar forged.jar");
    assertThat(client.post("mine", "forged", deviceLogin(), ENROL)).contains(STALE);
    csr("root", client.nonce("root", ""), device, "cwt");
    assertThat(client.post("root", "root", deviceLogin(), ENROL))
        .as("another label's")
        .contains(STALE);
    certificate("mine", client.post("mine", "mine", deviceLogin(), ENROL));
    csr("again", nonce, device, "cwt");
    assertThat(client.post("again", "mine", deviceLogin(), ENROL))
        .as("a spent one")
        .contains(STALE);
  }

  /** The cookie is for the path by which the client came, whoever ends its TLS. */
  @Test
  void attestsBehindHaproxy() throws IOException {
    int port = Nodes.freePort();
    nodes.startProxy(port, nodes.authority(""));
    EstClient proxied =
        new EstClient(
            party,
            nodes.outside().resolve("proxy/tls-root.pem").toString(),
            "https://127.0.0.1:" + port + "/.well-known/est");
    proxied.shell(
        "curl -sS --retry 20 --retry-connrefused --retry-delay 1 --cacert \"$1\" \"$2/cacerts\"");
    csr("proxied", proxied.nonce("proxied", "attested"), device, "cwt");
    assertThat(party.shell("cat proxied.jar")).contains("\t/.well-known/est/attested");
    certificate("proxied", proxied.post("proxied", "proxied", deviceLogin(), ENROL));
    assertThat(attestation("proxied")).isEqualTo("affirming");
  }

  @Test
  void refusesOtherLengthsWithoutAWord() {
    for (String body :
        new String[] {"{\"len\":7}", "{\"len\":65}", "{\"len\":\"32\"}", "nothing"}) {
      assertThat(asked(body, "attested")).isEqualTo("400 0");
    }
    assertThat(asked("{}", "unknown-label")).startsWith("404 ");
    assertThat(asked("{\"len\":64}", "attested")).startsWith("200 ");
  }

  /** Status and size. */
  private String asked(String body, String label) {
    return client.shell(
        """
        curl -sS --cacert "$1" -H 'Content-Type: application/est-attestation-freshness+json' -d "$3" -o asked.json \
          -w '%{http_code} %{size_download}' "$2/$4/nonce"
        """,
        body, label);
  }

  /** A request over a new key of this name, with an EAT of this device. */
  private void csr(String key, String nonce, Path attester, String form) {
    party.shell("openssl ecparam -name prime256v1 -genkey -noout -out \"$1.key\"", key);
    String request =
        OutsideVerifier.python(
            """
            import base64, subprocess, time
            key, device, nonce, digest, profile, name, form = sys.argv[2:9]
            if form == "cwt":
                claims = {265: cose.oid(profile), 10: cose.unb64url(nonce), 6: int(time.time()), 275: 4, 263: 1, 270: "acme-os",
                          271: ["4.2.0"], -66001: "rate-finder", -66002: digest, 8: cose.cnf(key)}
                token = cose.cose_sign1(device + "/idevid.key", claims)
            else:
                x509 = ["openssl", "x509", "-in", device + "/idevid.pem", "-outform", "DER"]
                chain = base64.b64encode(subprocess.run(x509, capture_output=True, check=True).stdout).decode()
                claims = {"eat_profile": profile, "eat_nonce": nonce, "iat": int(time.time()), "intuse": "csr", "swname": "acme-os",
                          "swversion": ["4.2.0"], "program_name": "rate-finder", "program_digest": digest,
                          "cnf": {"jwk": cose.jwk(key, "agent")}}
                token = cose.jws(device + "/idevid.key", {"alg": "ES256", "typ": "eat+jwt", "x5c": [chain]}, claims).encode()
            uri = "spiffe://bailiwick.example/agent/" + name
            print(base64.b64encode(cose.attested_csr(key, token, "application/eat+" + form, name, uri)).decode())
            """,
            party.file(key + ".key").toString(),
            attester.toString(),
            nonce,
            digest,
            AgentInformationExtension.EAT_PROFILE,
            AGENT,
            form);
    AttestorTable.write(party.file(key + ".b64"), request);
  }

  private void certificate(String name, String answer) {
    AttestorTable.write(party.file(name + ".p7"), answer + "\n");
    party.shell(
        "openssl base64 -d -in \"$1.p7\" | openssl pkcs7 -inform DER -print_certs -out \"$1.pem\"; openssl x509 -in \"$1.pem\" -outform DER -out \"$1.der\"",
        name);
  }

  private String attestation(String name) throws IOException {
    return AgentCredential.read(Pem.certificate(Files.readAllBytes(party.file(name + ".der"))))
        .information()
        .attestation()
        .status();
  }

  private Path otherDevice() {
    return nodes.outside().resolve("device-invoice-reader");
  }

  private String deviceLogin() {
    return "--cert " + device.resolve("idevid.pem") + " --key " + device.resolve("idevid.key");
  }
}
