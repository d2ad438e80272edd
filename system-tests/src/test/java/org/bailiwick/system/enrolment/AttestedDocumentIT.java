package org.bailiwick.system.enrolment;

import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;

/** Attested documents of Azure machines, made by openssl (requirement R6; threats 2 to 5 and 7). */
class AttestedDocumentIT extends AttestorTable {
  private static final int HOUR = 3600;
  private static final String HOST = "westeurope.metadata.azure.com";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Cloud root = new Cloud(cloud(), "azure-root", "rsa:2048");
  private final Cloud signer = root.certifies("azure-signer", HOST);

  AttestedDocumentIT() {
    super("azure-document");
  }

  @Override
  void configure() {
    root.trustIn(authority("azure"));
    write(
        authority("azure/ours.json"),
        """
        {"roots": ["azure-root.pem"], "intermediates": [], "hosts": ["metadata.azure.com"],
         "subscriptions": ["66666666-7777-8888-9999-000000000000"]}
        """);
  }

  @Override
  String evidence(String instance, Enrolment enrolment) {
    return signer.document(json(instance, enrolment.nonce(), 0));
  }

  @Override
  protected Stream<BadInput> table() {
    Cloud forger = new Cloud(cloud(), "azure-forger", "rsa:2048").certifies("forged", HOST);
    Cloud neighbour = root.certifies("neighbour", "metadata.azure.com.evil.example");
    return Stream.of(
        BadInput.refused(
            "3 a machine that another key was granted on",
            this::usedByAnother,
            EVIDENCE_REJECTED,
            "subject-bound-to-another-key"),
        row(
            "3 document for another nonce",
            signer,
            "azure-document-nonce-mismatch",
            json -> json.replaceAll("\"nonce\":\"[0-9]+\"", "\"nonce\":\"0000000000\"")),
        BadInput.refused(
            "4 statement signed by another key than the CSR's",
            () -> enrolment().signedByAgent(TestKeys.ec()).call(),
            EVIDENCE_REJECTED,
            "statement-key-not-agents"),
        row("5 forged", forger, "azure-document-signer-unknown", json -> json),
        row("5 signer of another host", neighbour, "azure-document-signer-unknown", json -> json),
        row(
            "7 foreign subscription",
            signer,
            "azure-document-subscription",
            json -> json.replace("66666666", "12345678")),
        shifted("7 stale", -2 * HOUR, "azure-document-expired"),
        shifted("7 from the future", HOUR, "azure-document-from-future"));
  }

  private BadInput row(String name, Cloud by, String check, UnaryOperator<String> change) {
    return refused(name, check, nonce -> by.document(change.apply(json(machine(), nonce, 0))));
  }

  private BadInput shifted(String name, int seconds, String check) {
    return refused(name, check, nonce -> signer.document(json(machine(), nonce, seconds)));
  }

  private BadInput refused(String name, String check, UnaryOperator<String> documentFor) {
    return BadInput.refused(
        name,
        () -> {
          Enrolment enrolment = bare();
          return enrolment.evidence(type(), documentFor.apply(enrolment.nonce())).call();
        },
        EVIDENCE_REJECTED,
        check);
  }

  private static String machine() {
    return UUID.randomUUID().toString();
  }

  private static String json(String machine, String nonce, int shift) {
    Instant from = Instant.now().plusSeconds(shift);
    return """
        {"nonce":"%s","plan":{"name":"","product":"","publisher":""},\
        "timeStamp":{"createdOn":"%s -0000","expiresOn":"%s -0000"},"vmId":"%s",\
        "subscriptionId":"66666666-7777-8888-9999-000000000000","sku":"22_04-lts","licenseType":""}"""
        .formatted(
            Cloud.digits(nonce), TIME.format(from), TIME.format(from.plusSeconds(HOUR)), machine);
  }
}
