package org.bailiwick.system.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ALREADY_REVOKED;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_NOT_TRUSTED;
import static org.bailiwick.contract.problem.ProblemType.KEY_COMPROMISED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NOT_FOUND;
import static org.bailiwick.contract.problem.ProblemType.PEER_CERTIFICATE_REQUIRED;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations of operators alone: revoking, transferring names, reading the log (threats 10, 18,
 * 44).
 */
class OperatorIT extends BadInputTable {
  private final TestLeaf officer = nodes.operator("officer-1");
  private final TestLeaf auditor = nodes.operator("auditor-1");
  private final TestLeaf agent = new Enrolment(nodes, wire).granted();
  private final String serial = serial(agent);
  private final TestCa namesake = TestCa.create("bailiwick.example");

  OperatorIT() {
    super(Component.ACA);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            callers(), orders(), triggers(), schedules(), releases(), keys(), archives(), others())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> callers() {
    return Stream.of(
        revokedBy("nobody", c -> c, PEER_CERTIFICATE_REQUIRED, "peer-certificate-required"),
        revokedBy("the agent itself", c -> c.as(agent), POLICY_DENIED, "not-an-operator"),
        revokedBy("an auditor", c -> c.as(auditor), POLICY_DENIED, "wrong-operator-role"),
        revokedBy(
            "a partner's agent",
            c -> c.as(nodes.partner("buyer")),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        revokedBy(
            "an officer of another authority",
            c -> c.as(namesake.operator("officer", "officer-1")),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        revokedBy(
            "an agent of another authority called officer",
            c ->
                c.as(namesake.leafWithUri("spiffe://bailiwick.example/operator/officer/officer-1")),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        revokedBy(
            "a header",
            c -> c.header("X-Forwarded-User", "officer-1").header("Client-Cert", "::"),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"));
  }

  private Stream<BadInput> orders() {
    return Stream.of(
        order(
            "credential that is not there",
            "{\"serial\":\"0fff\",\"reason\":\"key-compromise\"}",
            NOT_FOUND,
            "credential-unknown"),
        order(
            "serial that is none",
            "{\"serial\":\"x' or 1=1\",\"reason\":\"key-compromise\"}",
            MALFORMED_REQUEST,
            "serial-syntax"),
        order(
            "reason that is none",
            "{\"serial\":\"" + serial + "\",\"reason\":\"boredom\"}",
            MALFORMED_REQUEST,
            "revocation-reason"),
        order("no reason", "{\"serial\":\"" + serial + "\"}", MALFORMED_REQUEST, "member-missing"),
        order(
            "other issuer",
            "{\"serial\":\"" + serial + "\",\"issuer\":\"root\",\"reason\":\"superseded\"}",
            NOT_FOUND,
            "issuer-unknown"),
        BadInput.refused(
            "18 already revoked, with another reason",
            this::revokedBefore,
            ALREADY_REVOKED,
            "already-revoked"));
  }

  private Stream<BadInput> triggers() {
    String subject = "name:" + AgentCredential.read(agent.certificate()).agent();
    String sound = triggered("decommissioning", subject);
    return Stream.of(
        BadInput.refused(
            "order by an agent", () -> order(sound).as(agent), POLICY_DENIED, "not-an-operator"),
        BadInput.refused(
            "order by an auditor",
            () -> order(sound).as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "order by nobody",
            () -> order(sound),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        BadInput.refused(
            "trigger that no file names",
            () -> order(triggered("boredom", subject)).as(officer),
            MALFORMED_REQUEST,
            "trigger-unknown"),
        BadInput.refused(
            "subject that the trigger does not strike",
            () -> order(triggered("issuer-rotated", subject)).as(officer),
            MALFORMED_REQUEST,
            "trigger-subject"),
        BadInput.refused(
            "subject that is none",
            () -> order(triggered("decommissioning", "everything")).as(officer),
            MALFORMED_REQUEST,
            "subject-syntax"));
  }

  private Stream<BadInput> schedules() {
    String sound = "{\"trigger\":\"decommissioning\",\"subject\":\"owner:Nobody\",\"at\":\"%s\"}";
    String later = sound.formatted(Instant.now().plus(Duration.ofDays(30)));
    String unknown = "/v1/revocation-schedules/00000000-0000-0000-0000-000000000000";
    return Stream.of(
        BadInput.refused(
            "schedule by an agent",
            () -> schedule(later).as(agent),
            POLICY_DENIED,
            "not-an-operator"),
        BadInput.refused(
            "schedule by an auditor",
            () -> schedule(later).as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "schedule for a time that is over",
            () -> schedule(sound.formatted("2026-01-01T00:00:00Z")).as(officer),
            MALFORMED_REQUEST,
            "schedule-time"),
        BadInput.refused(
            "schedule for no time",
            () -> schedule(sound.formatted("soon")).as(officer),
            MALFORMED_REQUEST,
            "schedule-time"),
        BadInput.refused(
            "cancelling what is not there",
            () -> Call.delete(nodes.authority(unknown)).as(officer),
            NOT_FOUND,
            "schedule-unknown"),
        BadInput.refused(
            "cancelling by an auditor",
            () -> Call.delete(nodes.authority(unknown)).as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"));
  }

  private Stream<BadInput> releases() {
    return Stream.of(
        BadInput.refused(
            "approving what nobody proposed",
            () ->
                Call.post(
                        nodes.authority(
                            "/v1/revocation-proposals/00000000-0000-0000-0000-000000000000/approval"),
                        "{}")
                    .as(officer),
            NOT_FOUND,
            "proposal-unknown"),
        BadInput.refused(
            "releasing a name that is not frozen",
            () -> release().as(officer),
            NOT_FOUND,
            "freeze-unknown"),
        BadInput.refused(
            "releasing by an agent", () -> release().as(agent), POLICY_DENIED, "not-an-operator"),
        BadInput.refused(
            "10 the container's own description of the routes",
            () -> Call.get(nodes.authority("/application.wadl")),
            NOT_FOUND,
            "path"));
  }

  private Call release() {
    return Call.post(
        nodes.authority("/v1/frozen-identities/00000000-0000-0000-0000-000000000000/release"),
        "{\"circumstances\":\"drill\"}");
  }

  private Call schedule(String body) {
    return Call.post(nodes.authority("/v1/revocation-schedules"), body);
  }

  private static String triggered(String trigger, String subject) {
    return "{\"trigger\":\"" + trigger + "\",\"subject\":\"" + subject + "\"}";
  }

  private Call order(String body) {
    return Call.post(nodes.authority("/v1/revocation-orders"), body);
  }

  private Stream<BadInput> keys() {
    String digest = "{\"spki_sha256\":\"" + "0".repeat(64) + "\"}";
    return Stream.of(
        BadInput.refused(
            "key that a revocation named compromised, under another name",
            this::lostKeyUnderAnotherName,
            KEY_COMPROMISED,
            "public-key-compromised"),
        BadInput.refused(
            "key reported by an agent",
            () -> keyReport(digest).as(agent),
            POLICY_DENIED,
            "not-an-operator"),
        BadInput.refused(
            "key reported by an auditor",
            () -> keyReport(digest).as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "key that is no digest",
            () -> keyReport("{\"spki_sha256\":\"key\"}").as(officer),
            MALFORMED_REQUEST,
            "key-digest-syntax"),
        BadInput.refused(
            "key that nobody reported",
            () -> Call.get(nodes.authority("/v1/compromised-keys/" + "1".repeat(64))).as(auditor),
            NOT_FOUND,
            "key-not-reported"));
  }

  private Stream<BadInput> archives() {
    return Stream.of(
        BadInput.refused(
            "records archived by an auditor",
            () ->
                Call.post(nodes.authority("/v1/audit/archives"), "{\"manifest\":\"{}\"}")
                    .as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "records archived by an agent",
            () ->
                Call.post(nodes.authority("/v1/audit/archives"), "{\"manifest\":\"{}\"}").as(agent),
            POLICY_DENIED,
            "not-an-operator"),
        BadInput.refused(
            "archive without a manifest",
            () -> Call.post(nodes.authority("/v1/audit/archives"), "{}").as(officer),
            MALFORMED_REQUEST,
            "member-missing"),
        BadInput.refused(
            "archive whose manifest says nothing",
            () ->
                Call.post(nodes.authority("/v1/audit/archives"), "{\"manifest\":\"{}\"}")
                    .as(officer),
            MALFORMED_REQUEST,
            "archive-manifest"),
        BadInput.refused(
            "archives read by an officer",
            () -> Call.get(nodes.authority("/v1/audit/archives")).as(officer),
            POLICY_DENIED,
            "wrong-operator-role"));
  }

  private Stream<BadInput> others() {
    return Stream.of(
        BadInput.refused(
            "18 name transferred by an agent",
            () -> transfer().as(agent),
            POLICY_DENIED,
            "not-an-operator"),
        BadInput.refused(
            "18 name transferred by an auditor",
            () -> transfer().as(auditor),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "log read by an officer",
            () -> Call.get(nodes.authority("/v1/audit")).as(officer),
            POLICY_DENIED,
            "wrong-operator-role"),
        BadInput.refused(
            "log read by an agent",
            () -> Call.get(nodes.authority("/v1/audit")).as(agent),
            POLICY_DENIED,
            "not-an-operator"),
        BadInput.refused(
            "node certificate for an agent",
            () ->
                Call.post(nodes.authority("/v1/node-certificates"), "{\"csr\":\"AAAA\"}").as(agent),
            POLICY_DENIED,
            "peer-kind"),
        BadInput.refused(
            "events for an agent",
            () ->
                Call.post(nodes.authority("/v1/events/ars/poll"), "{\"returnImmediately\":true}")
                    .as(agent),
            POLICY_DENIED,
            "not-a-node"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/revocations/",
        "//v1/revocations",
        "/v1//revocations",
        "/v1/revocations;x",
        "/V1/revocations",
        "/v1/%72evocations",
        "/v1/nonces/../revocations",
        "/v1/revocations.json"
      })
  void noSpellingOfThePathGetsRound(String path) {
    Answer answer = wire.send(Call.post(nodes.authority(path), body()));
    assertThat(answer.status()).as(answer.body()).isIn(400, 401, 404, 405);
    assertThat(Component.ACA.rows().get("revocation")).noneMatch(row -> row.contains(serial));
  }

  /**
   * Payara sometimes answers a path that ends in {@code /.} itself, with an empty 200, before any
   * filter or resource is asked; at other times it is our 404. Nothing happens either way.
   */
  @Test
  void pathThatTheContainerMayAnswerDoesNothing() {
    Answer answer = wire.send(Call.post(nodes.authority("/v1/revocations/."), body()));
    assertThat(answer.status() == 404 || answer.body().isEmpty()).as(answer.body()).isTrue();
    assertThat(Component.ACA.rows().get("revocation")).noneMatch(row -> row.contains(serial));
  }

  @Override
  protected void requireService() {
    wire.send(revocation(body()).as(officer)).expecting(201);
  }

  private BadInput revokedBy(
      String who, UnaryOperator<Call> identity, ProblemType type, String check) {
    return BadInput.refused(
        "18 revocation by " + who, () -> identity.apply(revocation(body())), type, check);
  }

  private BadInput order(String name, String body, ProblemType type, String check) {
    return BadInput.refused("18 " + name, () -> revocation(body).as(officer), type, check);
  }

  private Call revokedBefore() {
    String other = serial(new Enrolment(nodes, wire).granted());
    wire.send(revocation("{\"serial\":\"" + other + "\",\"reason\":\"superseded\"}").as(officer))
        .expecting(201);
    return revocation("{\"serial\":\"" + other + "\",\"reason\":\"key-compromise\"}").as(officer);
  }

  private String body() {
    return "{\"serial\":\"" + serial + "\",\"reason\":\"key-compromise\"}";
  }

  private Call lostKeyUnderAnotherName() {
    Enrolment first = new Enrolment(nodes, wire);
    wire.send(
            revocation(
                    "{\"serial\":\""
                        + serial(first.granted())
                        + "\",\"reason\":\"key-compromise\"}")
                .as(officer))
        .expecting(201);
    return new Enrolment(nodes, wire, first.key()).call();
  }

  private Call keyReport(String body) {
    return Call.post(nodes.authority("/v1/compromised-keys"), body);
  }

  private Call revocation(String body) {
    return Call.post(nodes.authority("/v1/revocations"), body);
  }

  private Call transfer() {
    return Call.post(
        nodes.authority("/v1/name-transfers"),
        "{\"name\":\""
            + AgentCredential.read(agent.certificate()).agent().name()
            + "\",\"owner\":\"General Ledger\"}");
  }

  private static String serial(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).serial().hex();
  }
}
