package org.bailiwick.master.attesters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's files of client attesters. */
class AttestersTest {
  private static final String AGENT = "spiffe://bailiwick.example/agent/planner";
  private static final String RIGHT =
      """
      {"issuer": "https://attester.example", "jwks_file": "fleet.jwks", "algorithms": ["ES256"],
       "clients": ["%s", "desk"], "longest_lifetime": "PT1H"}"""
          .formatted(AGENT);

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private Attesters attesters;

  @BeforeEach
  void start() throws IOException {
    write("fleet.jwks", "{\"keys\":[" + PublicJwk.of(TestKeys.ec().getPublic()) + "]}");
    attesters = read(Optional.of(folder));
  }

  private Attesters read(Optional<Path> place) {
    return new Attesters(
        place,
        TrustDomain.parse("bailiwick.example"),
        new GuardedFetch(FetchSettings.of(Set.of())),
        clock);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    clock.move(Duration.ofSeconds(3));
  }

  private Optional<Attester> found() {
    return attesters.find("https://attester.example");
  }

  @Test
  void anAttesterVouchesForItsClientsAlone() throws IOException {
    write("fleet.json", RIGHT);
    Attester attester = found().orElseThrow();
    assertThat(attester.name()).isEqualTo("fleet");
    assertThat(attester.mayVouchFor(AGENT)).isTrue();
    assertThat(attester.mayVouchFor("desk")).isTrue();
    assertThat(attester.mayVouchFor(AGENT + "2")).isFalse();
    assertThat(attester.longest()).isEqualTo(Duration.ofHours(1));
    assertThat(attesters.vouchFor(AGENT)).isTrue();
    assertThat(attesters.vouchFor("other")).isFalse();
    assertThat(attesters.algorithms()).containsExactly("ES256");
    assertThat(attesters.faults()).isEmpty();
  }

  @Test
  void withoutAFolderNobodyIsTrusted() {
    Attesters none = read(Optional.empty());
    assertThat(none.find("https://attester.example")).isEmpty();
    assertThat(none.vouchFor(AGENT)).isFalse();
    assertThat(none.algorithms()).isEmpty();
  }

  @Test
  void aFileThatHasAFaultOrIsGonePermitsNothing() throws IOException {
    write("fleet.json", RIGHT);
    assertThat(found()).isPresent();
    write("fleet.json", RIGHT.replace("\"issuer\"", "\"isuer\""));
    assertThat(found()).isEmpty();
    assertThat(attesters.vouchFor(AGENT)).isFalse();
    assertThat(attesters.faults()).containsKey("fleet.json");
    write("fleet.json", RIGHT);
    assertThat(found()).isPresent();
    Files.delete(folder.resolve("fleet.json"));
    clock.move(Duration.ofSeconds(3));
    assertThat(found()).isEmpty();
  }

  /** Nothing would tell whose keys count. */
  @Test
  void twoFilesOfOneIssuerPermitNothing() throws IOException {
    write("fleet.json", RIGHT);
    write("second.json", RIGHT);
    assertThat(found()).isEmpty();
    assertThat(attesters.vouchFor(AGENT)).isFalse();
    assertThat(attesters.algorithms()).isEmpty();
    assertThat(attesters.faults()).containsOnlyKeys("fleet.json", "second.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"issuer\": \"https://attester.example\" | \"issuer\": \"\" | issuer",
        "\"jwks_file\": \"fleet.jwks\" | \"jwks_file\": \"none.jwks\" | none.jwks",
        "\"jwks_file\": \"fleet.jwks\" | \"jwks_uri\": \"http://attester.example/jwks\" | https",
        "\"jwks_file\": \"fleet.jwks\" | \"x\": \"y\" | unknown members",
        "\"jwks_file\": \"fleet.jwks\" | \"jwks_file\": \"f\", \"jwks_uri\": \"https://a.b\" | either",
        "\"jwks_file\": \"fleet.jwks\" | \"jwks_file\": \"fleet.jwks\", \"ca_file\": \"x\" | ca_file",
        "[\"ES256\"] | [] | algorithms",
        "[\"ES256\"] | [\"HS256\"] | algorithms",
        "[\"ES256\"] | [\"none\"] | algorithms",
        "\"desk\" | \"Desk\" | Desk",
        "\"desk\" | \"spiffe://other.example/agent/planner\" | other.example",
        "\"desk\" | \"spiffe://bailiwick.example/service/x\" | service",
        "\"desk\" | \"spiffe://bailiwick.example/agent/*\" | SPIFFE",
        "PT1H | PT0S | longest_lifetime",
        "PT1H | P2D | longest_lifetime",
        "PT1H | an hour | longest_lifetime",
        ", \"longest_lifetime\": \"PT1H\" | '' | missing",
      })
  void aFaultIsNamed(String part, String instead, String fault) throws IOException {
    String text = RIGHT.replace(part, instead);
    assertThat(text).isNotEqualTo(RIGHT);
    write("fleet.json", text);
    assertThat(found()).isEmpty();
    assertThat(attesters.faults().get("fleet.json")).contains(fault);
  }

  @Test
  void theListOfClientsIsBoundedAndNotEmpty() throws IOException {
    write("fleet.json", RIGHT.replace("\"%s\", \"desk\"".formatted(AGENT), ""));
    assertThat(attesters.faults().get("fleet.json")).contains("clients has 1 to 1000");
    StringBuilder many = new StringBuilder("\"a\"");
    for (int i = 0; i < 1000; i++) {
      many.append(", \"a").append(i).append('"');
    }
    write("fleet.json", RIGHT.replace("\"desk\"", many));
    assertThat(attesters.faults().get("fleet.json")).contains("clients has 1 to 1000");
  }

  @Test
  void aKeySetWithoutPublicKeysIsAFault() throws IOException {
    write("fleet.jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
    write("fleet.json", RIGHT);
    assertThat(attesters.faults().get("fleet.json")).contains("jwks_file");
  }
}
