package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys that an HSM attests in the form of a YubiHSM 2, by openssl (R6; threats 3 to 6). */
class HsmKeyIT extends EnrolmentTable {

  private static final String TYPE = "hsm-key";
  private static final String ECDSA = "0000000000000080";

  private final Outside party = new Outside(nodes, "hsm");

  @BeforeAll
  void trust() throws InterruptedException {
    party.shell(
        """
        hsm_vendor_make vendor 'HSM Vendor Root'; hsm_make vendor hsm 20000001; hsm_make vendor second 20000002
        hsm_vendor_make namesake 'HSM Vendor Root'; hsm_make namesake forged 20000001
        cp -r hsm liar; printf 20000002 >liar/number
        """);
    AttestorTable.write(
        nodes.home().resolve("authority/hsm-vendors/vendor.pem"),
        Nodes.read(party.file("vendor/root.pem")));
    AttestorTable.write(
        nodes.home().resolve("authority/profiles/hsm-key.json"),
        Nodes.read(nodes.home().resolve("authority/profiles/agent-default.json"))
            .replace("\"agent-default\"", "\"hsm-key\"")
            .replace("\"affirming\"", "\"none\", \"attestors\": [[\"hsm-key\"]]"));
    Thread.sleep(Duration.ofSeconds(2)); // files count a second later
  }

  @Override
  Enrolment enrolment() {
    return enrolment(key -> attestation("hsm", key, "01", ECDSA));
  }

  private Enrolment enrolment(Function<PublicKey, String> evidence) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("profile", TYPE);
    return enrolment
        .signedByAgent(enrolment.key())
        .evidence(TYPE, evidence.apply(enrolment.key().getPublic()));
  }

  private String attestation(String hsm, PublicKey key, String origin, String capabilities) {
    return attested(hsm, key, origin + " " + capabilities, "20711005000000Z");
  }

  private String attested(String hsm, PublicKey key, String says, String until) {
    String certificate = UUID.randomUUID() + ".pem";
    return party.shell(
        "hsm_attest \"$1\" \"$2\" $3 \"$4\" \"$5\"; hsm_evidence \"$4\" \"$1/device.pem\"",
        hsm,
        party.publicKey(key),
        says,
        certificate,
        until);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.concat(keys(), vendors());
  }

  private Stream<BadInput> keys() {
    return Stream.of(
        BadInput.refused("3 the same enrolment twice", this::twice, NONCE_INVALID, "nonce-spent"),
        said(
            "4 attestation of another key",
            key -> attestation("hsm", TestKeys.ec().getPublic(), "01", ECDSA),
            "hsm-key-not-agents"),
        said("imported key", key -> attestation("hsm", key, "02", ECDSA), "hsm-key-imported"),
        said(
            "key that was outside under wrap",
            key -> attestation("hsm", key, "11", ECDSA),
            "hsm-key-imported"),
        said(
            "key that may leave under wrap",
            key -> attestation("hsm", key, "01", "0000000000010080"),
            "hsm-key-exportable"),
        said(
            "key with a capability that nobody published",
            key -> attestation("hsm", key, "01", "8000000000000080"),
            "hsm-key-capability-unknown"),
        said(
            "key that can't sign",
            key -> attestation("hsm", key, "01", "0000000000000800"),
            "hsm-key-cannot-sign"),
        said(
            "22 origin of two octets",
            key -> attestation("hsm", key, "0001", ECDSA),
            "hsm-key-extension-form"));
  }

  private Stream<BadInput> vendors() {
    return Stream.of(
        said(
            "5 another vendor of the same name",
            key -> attestation("forged", key, "01", ECDSA),
            "hsm-issuer-untrusted"),
        said(
            "5 HSM that names another's number",
            key -> attestation("liar", key, "01", ECDSA),
            "hsm-key-device"),
        said(
            "5 expired",
            key -> attested("hsm", key, "01 " + ECDSA, "20260101000000Z"),
            "hsm-certificate-expired"),
        said(
            "5 certificate of an HSM for its own key",
            key -> party.shell("hsm_evidence hsm/device.pem vendor/root.pem"),
            "hsm-certificate-is-ca"),
        refused("6 text", key -> "!", MALFORMED_REQUEST, "hsm-key-evidence-malformed"));
  }

  private BadInput said(String name, Function<PublicKey, String> evidence, String check) {
    return refused(name, evidence, EVIDENCE_REJECTED, check);
  }

  private BadInput refused(
      String name, Function<PublicKey, String> evidence, ProblemType type, String check) {
    return BadInput.refused(name, () -> enrolment(evidence).call(), type, check);
  }

  private Call twice() {
    Call call = enrolment().call();
    wire.send(call).expecting(201);
    return call;
  }

  @Test
  void anAgentEnrolsByOpensslAndCurlAndTheLedgerNamesTheHsm() {
    String granted =
        party.enrols(
            TYPE,
            "hsm_attest second agent/key.pub 01 0000000000000080 key.pem;"
                + " hsm_evidence key.pem second/device.pem",
            wire);
    assertThat(granted).contains("\"certificate\"");
    assertThat(
            Component.ACA.rows().get("issuance").stream().filter(row -> row.contains("20000002")))
        .singleElement()
        .asString()
        .contains("CN=HSM Vendor Root", "none");
  }

  /** The command signs by a key that pkcs11-tool made in a token, and leaves it there. */
  @Test
  void theCommandEnrolsAndRenewsAKeyThatIsInATokenAndAttested() {
    Path token = party.file("token");
    String configured = token.resolve("softhsm2.conf").toString();
    party.shell(
        """
        export SOFTHSM2_CONF=$1; mkdir -p token
        token_make "$PWD/token" 48151623 agent
        hsm_attest hsm token/agent.pub 01 0000000000000080 token/attestation.pem
        token_attested "$PWD/token" 48151623 agent token/attestation.pem
        cat hsm/device.pem vendor/root.pem >token/chain.pem
        """,
        configured);
    AgentFolder agent =
        new AgentFolder(
            nodes,
            party.file("command"),
            "hsm-key-" + UUID.randomUUID().toString().substring(0, 8),
            Map.of("SOFTHSM2_CONF", configured));
    party.shell("mkdir command");
    agent.enrol(inToken(token));
    String key = agent.certifiedKey();
    assertThat(key.strip()).isEqualTo(Nodes.read(token.resolve("agent.pub")).strip());
    String first = agent.serial();
    agent.run("renew");
    assertThat(agent.serial()).isNotEqualTo(first);
    assertThat(agent.certifiedKey()).isEqualTo(key);
    assertThat(agent.run("register")).contains("hsm-key-");
    assertThat(agent.path().resolve("key.pem")).doesNotExist();
  }

  private static List<String> inToken(Path token) {
    return List.of(
        "--profile",
        TYPE,
        "--attestor",
        TYPE,
        "--hsm-attestation",
        token.resolve("attestation.pem").toString(),
        "--hsm-chain",
        token.resolve("chain.pem").toString(),
        "--key-token",
        token.resolve("agents.cfg").toString(),
        "--key-token-pin-file",
        token.resolve("pin").toString(),
        "--key-token-label",
        "agent");
  }
}
