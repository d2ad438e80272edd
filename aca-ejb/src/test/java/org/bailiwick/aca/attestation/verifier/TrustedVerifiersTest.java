package org.bailiwick.aca.attestation.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's mistake closes what depends on the file, and is not read as something else. */
class TrustedVerifiersTest {

  private static final String ASKED =
      "\"url\":\"https://localhost:1/v1\",\"media_types\":[\"application/eat+jwt\"]";

  @TempDir private Path folder;
  private final TestVerifier verifier = new TestVerifier();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"passport\":false",
        "\"passport\":\"yes\"",
        "\"passport\":true,\"colour\":1",
        "\"passport\":true,\"media_types\":[\"application/eat+jwt\"]",
        "\"passport\":true,\"url\":\"https://localhost:1/v1\"",
        "\"url\":\"http://localhost:1/v1\",\"media_types\":[\"application/eat+jwt\"]",
        "\"url\":\"https://localhost:1/v1\",\"media_types\":[\"text/plain\"]",
        "\"passport\":true,\"ca_file\":\"missing.pem\"",
        "\"passport\":true,\"timeout\":\"PT31S\"",
        "\"passport\":true,\"timeout\":\"PT0S\"",
        "\"passport\":true,\"max_age\":\"PT0S\""
      })
  void refusesAFileThatCantBeMeant(String members) {
    verifier.trustIn(folder, members);
    assertThat(refusal()).isEqualTo("configuration-unreadable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"HS256\"]", "[\"none\"]", "[]"})
  void refusesAlgorithmsThatNoVerifierMayUse(String algorithms) throws IOException {
    verifier.trustIn(folder, "\"passport\":true");
    replace("[\"ES256\"]", algorithms);
    assertThat(refusal()).isEqualTo("configuration-unreadable");
  }

  @Test
  void refusesTwoThatTakeTheSameEvidenceOrHaveOneName() throws IOException {
    verifier.trustIn(folder, ASKED);
    Path first = folder.resolve("plant.json");
    Files.writeString(
        folder.resolve("other.json"),
        Files.readString(first).replace(TestVerifier.DEVELOPER, "https://other.example"));
    assertThat(refusal()).isEqualTo("configuration-unreadable");
    Files.delete(folder.resolve("other.json"));
    assertThat(outside().taking(ConveyedToken.EAT_JWT)).isPresent();
    assertThat(outside().taking(ConveyedToken.EAT_CWT)).isEmpty();
    Files.copy(first, folder.resolve("again.json"));
    assertThat(refusal()).isEqualTo("configuration-unreadable");
  }

  private void replace(String what, String with) throws IOException {
    Path file = folder.resolve("plant.json");
    Files.writeString(file, Files.readString(file).replace(what, with));
  }

  private TrustedVerifiers outside() {
    return new TrustedVerifiers(folder, Clock.systemUTC());
  }

  private String refusal() {
    return catchThrowableOfType(
            ProblemException.class, () -> outside().taking(ConveyedToken.EAT_JWT))
        .check();
  }
}
