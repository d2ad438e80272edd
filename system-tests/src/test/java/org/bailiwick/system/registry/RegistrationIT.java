package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ATTRIBUTE_MISMATCH;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_NOT_TRUSTED;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_REVOKED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.PEER_CERTIFICATE_REQUIRED;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.REQUEST_TOO_LARGE;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Officer;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;

/** Registration and reading (threats 13, 44, 46, 48, 49 and 51). */
class RegistrationIT extends BadInputTable {
  private static final String RATES = "fx.rates@1";
  private static final String INVOICES = "invoice.parse@1";

  private final TestLeaf agent = new Enrolment(nodes, wire).capabilities(RATES, INVOICES).granted();
  // A namesake of our authority, and the same agent in it.
  private final TestCa namesake = TestCa.create("bailiwick.example");
  private final TestCa partner = TestCa.create("partner.example");

  RegistrationIT() {
    super(Component.ARS);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            capabilities(),
            spellings(),
            names(),
            attributes(),
            credentials(),
            headers(),
            bodies(),
            reading())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> capabilities() {
    return Stream.of(
        claims(
            "48 one capability more",
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch",
            RATES,
            INVOICES,
            "ledger.post@1"),
        claims("48 one capability fewer", ATTRIBUTE_MISMATCH, "attribute-mismatch", RATES),
        claims("48 no capability", ATTRIBUTE_MISMATCH, "attribute-mismatch"));
  }

  private Stream<BadInput> spellings() {
    return Stream.of(
        claims(
            "48 capability in another case",
            MALFORMED_REQUEST,
            "capability-syntax",
            RATES,
            "Invoice.parse@1"),
        claims(
            "48 capability with a look-alike letter",
            MALFORMED_REQUEST,
            "capability-syntax",
            RATES,
            "inv\u043eice.parse@1"),
        claims(
            "48 capability twice",
            MALFORMED_REQUEST,
            "capability-duplicate",
            RATES,
            INVOICES,
            INVOICES),
        claims(
            "48 capability with a parameter more",
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch",
            RATES,
            INVOICES + "?region=eu"),
        claims(
            "48 capability of another version",
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch",
            RATES,
            "invoice.parse@2"));
  }

  private Stream<BadInput> names() {
    TestLeaf other = new Enrolment(nodes, wire).granted();
    return Stream.of(
        row(
            "49 record of another agent",
            c -> c.add("agent", name(other)),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "49 whole record of another agent",
            c -> c.addAll(Claim.of(other)),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"));
  }

  private Stream<BadInput> attributes() {
    return Stream.of(
        row(
            "48 other owner",
            c -> c.add("owner", "General Ledger"),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "48 owner with a space more",
            c -> c.add("owner", "Treasury "),
            MALFORMED_REQUEST,
            "owner-syntax"),
        row(
            "48 other locator",
            c -> c.add("locator", "https://127.0.0.1:7002/work"),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "48 validation method more",
            c -> c.add("validation_methods", Claim.capabilities("mtls", "jwt")),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "48 other principal",
            c -> c.add("principal", principal("bob")),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "49 agent of another trust domain",
            c -> c.add("agent", "spiffe://partner.example/agent/a"),
            ATTRIBUTE_MISMATCH,
            "attribute-mismatch"),
        row(
            "49 node as agent",
            c -> c.add("agent", "spiffe://bailiwick.example/node/authority"),
            MALFORMED_REQUEST,
            "agent-id-syntax"));
  }

  private Stream<BadInput> credentials() {
    String same = AgentCredential.read(agent.certificate()).agent().name();
    return Stream.of(
        by("no certificate", c -> c, PEER_CERTIFICATE_REQUIRED, "peer-certificate-required"),
        by(
            "49 same agent of another authority",
            c -> c.as(namesake.agent(same, RATES, INVOICES)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        by(
            "49 expired credential of another authority",
            c -> c.as(namesake.expiredAgent(same, RATES)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-expired"),
        by("51 expired credential", c -> c.as(expired()), CREDENTIAL_NOT_TRUSTED, "peer-expired"),
        by("41 revoked credential", c -> c.as(revoked()), CREDENTIAL_REVOKED, "peer-revoked"),
        by(
            "49 partner's agent",
            c -> c.as(nodes.partner("buyer")),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        by(
            "49 unknown domain's agent",
            c -> c.as(partner.agent("buyer", RATES)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        by("49 officer", c -> c.as(nodes.operator("officer-1")), POLICY_DENIED, "peer-kind"));
  }

  private Stream<BadInput> headers() {
    String certificate = ":" + Base64.getEncoder().encodeToString(der(agent)) + ":";
    return Stream.of(
            "Client-Cert",
            "X-Forwarded-Client-Cert",
            "ssl-client-cert",
            "X-SSL-Client-Cert",
            "X_Forwarded_Client_Cert")
        .map(
            header ->
                by(
                    "44 certificate in " + header,
                    c -> c.header(header, certificate),
                    PEER_CERTIFICATE_REQUIRED,
                    "peer-certificate-required"));
  }

  private Stream<BadInput> bodies() {
    return Stream.of(
        body("nothing", "", "json-syntax"),
        body("not JSON", "{agent}", "json-syntax"),
        body("no members", "{}", "registration-member"),
        body("a member that is not defined", "{\"admin\":true}", "member-unknown"),
        body("47 nested 10,000 deep", "[".repeat(10_000) + "]".repeat(10_000), "json-depth"),
        BadInput.refused(
            "22 5 MB",
            () -> register("[" + "1,".repeat(2_621_440) + "1]").as(agent),
            REQUEST_TOO_LARGE,
            "body-size"));
  }

  private Stream<BadInput> reading() {
    return Stream.of(
        BadInput.refused(
            "54 SQL as capability",
            () -> discover("fx.rates@1'%20or%20'1'='1").as(agent),
            MALFORMED_REQUEST,
            "capability-syntax"),
        BadInput.refused(
            "54 made-up page",
            () -> discover(RATES + "&page_token=AAAA").as(agent),
            MALFORMED_REQUEST,
            "page-token-encoding"),
        BadInput.refused(
            "54 discovery without certificate",
            () -> discover(RATES),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        BadInput.refused(
            "54 changes by an agent",
            () -> Call.get(nodes.registry("/v1/changes")).as(agent),
            POLICY_DENIED,
            "no-policy-permits"));
  }

  @Test
  void acceptsTheSetInAnyOrderAndTheSameAgain() {
    TestLeaf newcomer = new Enrolment(nodes, wire).capabilities(INVOICES, RATES).granted();
    JsonObjectBuilder reordered =
        Claim.of(newcomer).add("capabilities", Claim.capabilities(INVOICES, RATES));
    Answer first = wire.send(register(reordered.build().toString()).as(newcomer)).expecting(201);
    Answer second =
        wire.send(register(Claim.of(newcomer).build().toString()).as(newcomer)).expecting(200);
    assertThat(second.text("id")).isEqualTo(first.text("id")).startsWith("urn:uuid:");
  }

  @Override
  protected void requireService() {
    wire.send(register(Claim.of(agent).build().toString()).as(agent)).expecting(201);
    assertThat(wire.send(discover(RATES).as(agent)).expecting(200).body()).contains(name(agent));
  }

  private BadInput claims(String name, ProblemType type, String check, String... capabilities) {
    return row(name, c -> c.add("capabilities", Claim.capabilities(capabilities)), type, check);
  }

  private BadInput row(
      String name, Consumer<JsonObjectBuilder> change, ProblemType type, String check) {
    JsonObjectBuilder claim = Claim.of(agent);
    change.accept(claim);
    return BadInput.refused(name, () -> register(claim.build().toString()).as(agent), type, check);
  }

  private BadInput by(String name, UnaryOperator<Call> identity, ProblemType type, String check) {
    return BadInput.refused(
        name, () -> identity.apply(register(Claim.of(agent).build().toString())), type, check);
  }

  private BadInput body(String name, String text, String check) {
    return BadInput.refused(name, () -> register(text).as(agent), MALFORMED_REQUEST, check);
  }

  private Call register(String body) {
    return Call.post(nodes.registry("/v1/agents"), body);
  }

  private Call discover(String query) {
    return Call.get(nodes.registry("/v1/discovery?capability=" + query));
  }

  /** A credential of a minute, after that minute. */
  private TestLeaf expired() {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("profile", "agent-minute");
    TestLeaf leaf = enrolment.granted();
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> leaf.certificate().getNotAfter().toInstant().isBefore(Instant.now()));
    return leaf;
  }

  /** Revoked, and known to be so. */
  private TestLeaf revoked() {
    TestLeaf leaf = new Enrolment(nodes, wire).granted();
    new Officer(nodes, wire).revoke(leaf);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> wire.send(discover(RATES).as(leaf)).status() == 401);
    return leaf;
  }

  private static JsonObject principal(String subject) {
    return Json.createObjectBuilder()
        .add("kind", "person")
        .add("issuer", "https://idp.example")
        .add("subject", subject)
        .build();
  }

  private static String name(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).agent().toString();
  }

  private static byte[] der(TestLeaf leaf) {
    try {
      return leaf.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
