package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.attestor.EvidenceRequest;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.credential.Sha256;

/** The body of an enrolment; the statement has the digests of its other members. */
record Submission(Applicant applicant, EnrolmentOrder order, Clock clock) {
  private static final List<String> FORMATS =
      List.of(CredentialFormat.X509.text(), CredentialFormat.WIT.text());

  /**
   * Makes the body.
   *
   * @param encodedKey the key in the applicant's form, DER
   */
  JsonObject body(byte[] encodedKey, EvidenceRequest request) {
    KeyPair key = request.key();
    Optional<String> eat =
        applicant
            .device()
            .map(device -> new DeviceEvidence(device, clock).eat(request.nonce(), program()));
    List<EnrolmentEvidence> items =
        applicant.evidence().stream().map(each -> each.item(request)).toList();
    StatementSigner signer =
        applicant.device().map(StatementSigner::of).orElseGet(() -> StatementSigner.of(key));
    String member = applicant.form().member();
    JsonObjectBuilder claims =
        claims(request.nonce()).add(member + "_sha256", Sha256.base64url(encodedKey));
    eat.ifPresent(token -> claims.add("eat_sha256", Sha256.base64url(token)));
    if (!items.isEmpty()) {
      claims.add("evidence_sha256", digests(items));
    }
    String statement = signer.sign("enrolment-statement+jwt", claims.build());
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("statement", statement)
            .add(member, Base64.getEncoder().encodeToString(encodedKey));
    if (applicant.form() == KeyForm.BARE && applicant.device().isPresent()) {
      body.add("key_proof", proof(request, statement));
    }
    eat.ifPresent(token -> body.add("eat", token));
    order.userToken().ifPresent(token -> body.add("user_token", token));
    if (!items.isEmpty()) {
      body.add("evidence", members(items));
    }
    applicant.consent().ifPresent(consent -> add(body, consent, request));
    return body.build();
  }

  private EnrolmentOrder.Program program() {
    return order
        .program()
        .orElseThrow(() -> new IllegalArgumentException("A device's order must name its program"));
  }

  private void add(JsonObjectBuilder body, OwnerConsent consent, EvidenceRequest request) {
    body.add("owner_consent", consent.text())
        .add(
            "owner_acceptance",
            consent.acceptance(request.key(), request.nonce(), order.credential().owner()));
  }

  /** Proves that the agent holds the key that its device's statement names. */
  private static String proof(EvidenceRequest request, String statement) {
    return StatementSigner.unnamed(request.key())
        .sign(
            "enrolment-key-proof+jwt",
            Json.createObjectBuilder()
                .add("nonce", request.nonce())
                .add("statement_sha256", Sha256.base64url(statement))
                .build());
  }

  private JsonObjectBuilder claims(String nonce) {
    JsonObjectBuilder claims =
        order
            .credential()
            .members()
            .add("nonce", nonce)
            .add("iat", clock.instant().getEpochSecond());
    order.replaces().ifPresent(serial -> claims.add("replaces", serial.hex()));
    if (order.withToken()) {
      claims.add("formats", Json.createArrayBuilder(FORMATS));
    }
    return claims;
  }

  /** The digests in the order of the items, since the authority compares them one by one. */
  private static JsonArrayBuilder digests(List<EnrolmentEvidence> items) {
    JsonArrayBuilder digests = Json.createArrayBuilder();
    items.forEach(item -> digests.add(Sha256.base64url(item.value())));
    return digests;
  }

  private static JsonArrayBuilder members(List<EnrolmentEvidence> items) {
    JsonArrayBuilder members = Json.createArrayBuilder();
    items.forEach(
        item ->
            members.add(
                Json.createObjectBuilder().add("type", item.type()).add("value", item.value())));
    return members;
  }
}
