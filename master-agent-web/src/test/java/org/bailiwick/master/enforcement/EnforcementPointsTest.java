package org.bailiwick.master.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's files of enforcement points. */
class EnforcementPointsTest {
  private static final SpiffeId CREDENTIAL =
      SpiffeId.parse("spiffe://bailiwick.example/service/nginx-1");
  private static final String RIGHT =
      "{\"credential\": \"" + CREDENTIAL + "\", \"applications\": [\"shop\"], \"flows\": true}";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private EnforcementPoints points;

  @BeforeEach
  void start() {
    points = read(Optional.of(folder));
  }

  private EnforcementPoints read(Optional<Path> place) {
    return new EnforcementPoints(place, TrustDomain.parse("bailiwick.example"), clock);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    clock.move(Duration.ofSeconds(3));
  }

  @Test
  void aFileDescribesOneEnforcementPoint() throws IOException {
    write("nginx-1.json", RIGHT);
    EnforcementPoint point = points.find(CREDENTIAL).orElseThrow();
    assertThat(point.name()).isEqualTo("nginx-1");
    assertThat(point.serves("shop")).isTrue();
    assertThat(point.serves("bank")).isFalse();
    assertThat(point.flows()).isTrue();
    assertThat(points.all()).containsExactly(point);
  }

  @Test
  void withoutAFolderThereIsNone() {
    assertThat(read(Optional.empty()).find(CREDENTIAL)).isEmpty();
  }

  @Test
  void aRemovedFileDescribesNothing() throws IOException {
    write("nginx-1.json", RIGHT);
    assertThat(points.find(CREDENTIAL)).isPresent();
    Files.delete(folder.resolve("nginx-1.json"));
    clock.move(Duration.ofSeconds(3));
    assertThat(points.find(CREDENTIAL)).isEmpty();
  }

  @Test
  void twoFilesOfOneCredentialPermitNothing() throws IOException {
    write("nginx-1.json", RIGHT);
    write("nginx-2.json", RIGHT);
    assertThat(points.find(CREDENTIAL)).isEmpty();
    assertThat(points.faults()).containsOnlyKeys("nginx-1.json", "nginx-2.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not JSON",
        "{}",
        "{\"credential\": 1, \"applications\": []}",
        "{\"credential\": \"spiffe://bailiwick.example/service/nginx-1\"}",
        "{\"credential\": \"spiffe://bailiwick.example/service/nginx-1\", \"applications\": [1]}",
        "{\"credential\": \"spiffe://bailiwick.example/service/nginx-1\","
            + " \"applications\": [\"Shop\"]}",
        "{\"credential\": \"spiffe://bailiwick.example/service/nginx-1\", \"applications\": [],"
            + " \"flow\": true}",
        "{\"credential\": \"spiffe://bailiwick.example/service/nginx-1\", \"applications\": [],"
            + " \"flows\": \"yes\"}",
        "{\"credential\": \"spiffe://bailiwick.example/agent/nginx-1\", \"applications\": []}",
        "{\"credential\": \"spiffe://partner.example/service/nginx-1\", \"applications\": []}",
      })
  void aFileWithAFaultPermitsNothing(String text) throws IOException {
    write("nginx-1.json", RIGHT);
    assertThat(points.find(CREDENTIAL)).isPresent();
    write("nginx-1.json", text);
    assertThat(points.find(CREDENTIAL)).isEmpty();
    assertThat(points.faults()).containsOnlyKeys("nginx-1.json");
  }
}
