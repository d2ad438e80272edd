package org.bailiwick.aca.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of containers against reference values (requirement R7, threat 8). */
class ImageAppraisalTest {

  private static final String NAME = "registry.example/agents/reader";
  private static final String GOOD = "sha256:" + "a".repeat(64);

  @TempDir private Path folder;
  private ReferenceValueVerifier verifier;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("images.json"),
        """
        {"images":[{"name":"%s","digests":["%s"]}],
         "programs":[{"name":"registry.example/agents/program","digests":["%s"]}]}
        """
            .formatted(NAME, GOOD, GOOD));
    verifier = new ReferenceValueVerifier(folder, Clock.systemUTC());
  }

  @Test
  void affirmsADigestThatIsWrittenDown() {
    AttestationResult result = verifier.appraise(new ImageState(NAME, GOOD));
    assertThat(result.status()).isEqualTo(Status.AFFIRMING);
    assertThat(result.vector()).isEqualTo(Map.of("instance-identity", 2, "executables", 2));
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void warnsOfAnImageThatNobodyWroteDown() {
    AttestationResult result =
        verifier.appraise(new ImageState("registry.example/agents/program", GOOD));
    assertThat(result.status()).isEqualTo(Status.WARNING);
    assertThat(result.vector()).containsEntry("executables", 33);
    assertThat(result.findings()).containsExactly("attestation-image-unknown");
  }

  @Test
  void isAgainstAKnownImageOfAnotherDigest() {
    AttestationResult result = verifier.appraise(new ImageState(NAME, "sha256:" + "b".repeat(64)));
    assertThat(result.status()).isEqualTo(Status.CONTRAINDICATED);
    assertThat(result.vector()).containsEntry("executables", 96);
    assertThat(result.findings()).containsExactly("attestation-image-changed");
  }
}
