package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import jakarta.json.Json;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.OperatorCommand;
import org.junit.jupiter.api.Test;

/** Identity documents of AWS instances (requirement R6; threats 1 to 4, 6 and 7). */
class InstanceDocumentIT extends AttestorTable {
  private static final int HOUR = 3600;

  private final Cloud frankfurt = new Cloud(cloud(), "frankfurt", "rsa:2048");
  private final Cloud other = new Cloud(cloud(), "forger", "rsa:2048");

  InstanceDocumentIT() {
    super("aws-document");
  }

  @Override
  void configure() {
    frankfurt.trustIn(authority("aws"));
    write(
        authority("aws/ours.json"),
        """
        {"certificates": ["frankfurt.pem"], "accounts": ["123456789012"],
         "regions": ["eu-central-1"], "max_age": "PT10M"}
        """);
  }

  @Override
  String evidence(String instance, Enrolment enrolment) {
    return frankfurt.document(json(instance, 0));
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(bindings(), documents(), places()).flatMap(rows -> rows);
  }

  @Test
  void anOfficerFreesAnInstanceForAnotherKey() {
    String instance = instance();
    of(instance).granted();
    String release =
        Json.createObjectBuilder()
            .add("type", type())
            .add("issuer", "aws:123456789012:eu-central-1")
            .add("subject", instance)
            .add("circumstances", "machine built anew")
            .build()
            .toString();
    Call call = Call.post(nodes.authority("/v1/binding-releases"), release);
    assertThat(wire.send(call.as(nodes.operator("auditor-1"))).status()).isEqualTo(403);
    assertThat(wire.send(of(instance).call()).status()).isEqualTo(403);
    String printed =
        OperatorCommand.run(
            nodes,
            0,
            "ca",
            "release-binding",
            "--type",
            type(),
            "--subject",
            instance,
            "--issuer",
            "aws:123456789012:eu-central-1",
            "--circumstances",
            "machine built anew");
    assertThat(printed).contains(instance).contains("released");
    of(instance).granted();
    wire.send(call.as(nodes.operator("officer-1"))).expecting(200);
    assertThat(wire.send(call.as(nodes.operator("officer-1"))).status()).isEqualTo(404);
  }

  private Stream<BadInput> bindings() {
    KeyPair thief = TestKeys.ec();
    return Stream.of(
        BadInput.refused(
            "3 an instance that another key was granted on",
            this::usedByAnother,
            EVIDENCE_REJECTED,
            "subject-bound-to-another-key"),
        row(
            "4 statement signed by another key than the CSR's",
            e -> e.signedByAgent(thief),
            EVIDENCE_REJECTED,
            "statement-key-not-agents"),
        row(
            "4 statement signed by another key than it shows",
            e -> e.statement().signedBy(thief.getPrivate()),
            EVIDENCE_REJECTED,
            "statement-signature"),
        row(
            "4 statement made for other evidence",
            e -> e.statement().claim("evidence_sha256", List.of("AAAA")),
            EVIDENCE_REJECTED,
            "statement-evidence-mismatch"),
        row(
            "4 profile that asks for a device",
            e -> e.statement().claim("profile", "agent-default"),
            EVIDENCE_REJECTED,
            "profile-attestors"));
  }

  private Stream<BadInput> documents() {
    return Stream.of(
        BadInput.refused(
            "6 no evidence", () -> bare().call(), EVIDENCE_REJECTED, "evidence-missing"),
        row(
            "6 evidence of an unknown kind",
            e -> e.evidence("horoscope", "x"),
            EVIDENCE_REJECTED,
            "evidence-type-unknown"),
        changed(
            "1 parsed copy that differs beside the signed document",
            json -> json.replace("{", "{\"instanceId\":\"i-other\","),
            "aws-document-json",
            true),
        signed("forged", other, "aws-document-signer-unknown"),
        signed("7 over SHA-1", frankfurt, "aws-document-sha1", "-md", "sha1"));
  }

  private Stream<BadInput> places() {
    return Stream.of(
        changed(
            "7 foreign account",
            json -> json.replace("123456789012", "210987654321"),
            "aws-document-account",
            false),
        changed(
            "7 foreign region",
            json -> json.replace("eu-central-1", "us-east-1"),
            "aws-document-region",
            false),
        row("7 stale", frankfurt.document(json(instance(), -HOUR)), "aws-document-too-old"),
        row(
            "7 from the future",
            frankfurt.document(json(instance(), HOUR)),
            "aws-document-from-future"));
  }

  private BadInput signed(String name, Cloud signer, String check, String... options) {
    return row(name, signer.document(json(instance(), 0), options), check);
  }

  private BadInput changed(
      String name, UnaryOperator<String> change, String check, boolean malformed) {
    return BadInput.refused(
        name,
        () -> enrolment(value -> frankfurt.document(change.apply(json(instance(), 0)))).call(),
        malformed ? MALFORMED_REQUEST : EVIDENCE_REJECTED,
        check);
  }

  private BadInput row(String name, String document, String check) {
    return BadInput.refused(
        name, () -> enrolment(value -> document).call(), EVIDENCE_REJECTED, check);
  }

  private static String json(String instance, int shift) {
    return """
        {"accountId":"123456789012","region":"eu-central-1","instanceId":"%s",\
        "kernelId":null,"pendingTime":"%s","version":"2017-09-30"}"""
        .formatted(instance, Instant.now().plusSeconds(shift).truncatedTo(ChronoUnit.SECONDS));
  }
}
