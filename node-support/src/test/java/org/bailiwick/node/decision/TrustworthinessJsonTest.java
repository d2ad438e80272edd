package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustworthinessJsonTest {

  private static final List<RootOfTrust> ROOTS =
      List.of(new RootOfTrust("idevid", "sha256:00"), new RootOfTrust("oidc-token", "https://c"));
  private static final TrustVector VECTOR =
      TrustVector.of(Map.of("instance-identity", 2, "storage-opaque", -128));

  private static JsonObject written(AttesterTrustworthiness known) {
    JsonObjectBuilder attestation = Json.createObjectBuilder().add("status", "affirming");
    TrustworthinessJson.add(known, attestation);
    return attestation.build();
  }

  @Test
  void isReadAsItWasWritten() {
    AttesterTrustworthiness both = new AttesterTrustworthiness(ROOTS, VECTOR);
    assertThat(written(both))
        .hasToString(
            "{\"status\":\"affirming\",\"roots_of_trust\":[{\"kind\":\"idevid\",\"anchor\":\"sha256:00\"},"
                + "{\"kind\":\"oidc-token\",\"anchor\":\"https://c\"}],"
                + "\"vector\":{\"instance-identity\":2,\"storage-opaque\":-128}}");
    for (AttesterTrustworthiness known :
        List.of(
            both,
            new AttesterTrustworthiness(ROOTS, TrustVector.NONE),
            new AttesterTrustworthiness(List.of(), VECTOR))) {
      assertThat(TrustworthinessJson.read(written(known))).contains(known);
    }
    assertThat(written(new AttesterTrustworthiness(List.of(), VECTOR)))
        .doesNotContainKey("roots_of_trust");
    assertThat(TrustworthinessJson.read(StrictJson.object("{\"status\": \"none\"}"))).isEmpty();
  }

  /** A node that took half of it would decide on the half. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"roots_of_trust\": {}}",
        "{\"roots_of_trust\": [1]}",
        "{\"roots_of_trust\": [{\"kind\": \"tpm\"}]}",
        "{\"roots_of_trust\": [{\"kind\": \"TPM\", \"anchor\": \"a\"}]}",
        "{\"roots_of_trust\": [{\"kind\": \"a\", \"anchor\": \"a\"}, {\"kind\": \"a\", \"anchor\":"
            + " \"b\"}]}",
        "{\"vector\": []}",
        "{\"vector\": {\"colour\": 1}}",
        "{\"vector\": {\"hardware\": \"1\"}}",
        "{\"vector\": {\"hardware\": 1.5}}",
        "{\"vector\": {\"hardware\": 1e99}}",
        "{\"vector\": {\"hardware\": 128}}"
      })
  void refusesWhatIsNoTrustworthiness(String attestation) {
    JsonObject object = StrictJson.object(attestation);
    assertThatThrownBy(() -> TrustworthinessJson.read(object)).isInstanceOf(RuntimeException.class);
  }
}
