package org.bailiwick.master.owncallers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCallersTest {
  private static final TrustDomain OWN = TrustDomain.parse("bailiwick.example");
  private static final WorkloadId PLANNER = agent("planner");
  private static final String FILE = "planner.json";
  private static final String GOOD =
      "{\"agent\":\"spiffe://bailiwick.example/agent/planner\",\"scopes\":[\"fx.rates@1\"]}";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();

  private static WorkloadId agent(String name) {
    return new WorkloadId(OWN, WorkloadKind.AGENT, name);
  }

  private OwnCallers callers() {
    return new OwnCallers(Optional.of(folder), OWN, clock);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    clock.move(Duration.ofSeconds(3));
  }

  private static Optional<CapabilitySet> rates() {
    return Optional.of(CapabilitySet.parseScope("fx.rates@1"));
  }

  @Test
  void anAgentHasTheScopesOfItsFile() throws IOException {
    write(FILE, GOOD);
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isEqualTo(rates());
    assertThat(callers.scopes()).containsExactly(rates().orElseThrow());
    assertThat(callers.scopesOf(agent("other"))).isEmpty();
    assertThat(callers.faults()).isEmpty();
  }

  @Test
  void withoutAFolderNobodyHasAny() {
    assertThat(new OwnCallers(Optional.empty(), OWN, clock).scopesOf(PLANNER)).isEmpty();
    OwnCallers missing = new OwnCallers(Optional.of(folder.resolve("none")), OWN, clock);
    assertThat(missing.scopesOf(PLANNER)).isEmpty();
    assertThat(missing.isFaulty(PLANNER)).isFalse();
  }

  @Test
  void followsChanges() throws IOException {
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
    write(FILE, GOOD);
    assertThat(callers.scopesOf(PLANNER)).isEqualTo(rates());
    write(FILE, GOOD.replace("\"fx.rates@1\"", ""));
    assertThat(callers.scopesOf(PLANNER)).contains(CapabilitySet.of());
    Files.delete(folder.resolve(FILE));
    clock.move(Duration.ofSeconds(3));
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
  }

  /** A clock that was ahead at the last look does not keep an old file in use. */
  @Test
  void looksAgainAfterTheClockWasSetBack() throws IOException {
    write(FILE, GOOD);
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isPresent();
    Files.delete(folder.resolve(FILE));
    clock.move(Duration.ofHours(-1));
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | not well formed",
        "[] | is not",
        "{} | the members must be agent and scopes",
        "{\"agent\":\"A\",\"scopes\":[],\"scope\":\"\"} | the members must be agent and scopes",
        "{\"agent\":1,\"scopes\":[]} | agent must be a text",
        "{\"agent\":\"A\",\"scopes\":\"fx.rates@1\"} | agent must be a text",
        "{\"agent\":\"A\",\"scopes\":[1]} | scopes must be a list of texts",
        "{\"agent\":\"A\",\"scopes\":[\"rates\"]} | capability",
        "{\"agent\":\"A\",\"scopes\":[\"fx.rates@1\",\"fx.rates@1\"]} | twice",
        "{\"agent\":\"A\",\"agent\":\"A\",\"scopes\":[]} | twice",
        "{\"agent\":\"planner\",\"scopes\":[]} | SPIFFE id",
        "{\"agent\":\"spiffe://bailiwick.example/service/planner\",\"scopes\":[]} | name an agent",
        "{\"agent\":\"spiffe://partner.example/agent/planner\",\"scopes\":[]} | this trust domain",
        "{\"agent\":\"spiffe://bailiwick.example/agent/other\",\"scopes\":[]} | file's name",
      })
  void aFileWithAFaultPermitsNothing(String text, String reason) throws IOException {
    write(FILE, text.replace("\"A\"", "\"spiffe://bailiwick.example/agent/planner\""));
    write("other.json", GOOD.replace("planner", "other"));
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
    assertThat(callers.isFaulty(PLANNER)).isTrue();
    assertThat(callers.faults().get(FILE)).containsIgnoringCase(reason);
    assertThat(callers.scopesOf(agent("other"))).isPresent();
    assertThat(callers.isFaulty(agent("other"))).isFalse();
  }

  /** The version before does not stay in use, since it may allow more than the operator wants. */
  @Test
  void aFaultTakesThePermissionAwayThatWasThereBefore() throws IOException {
    write(FILE, GOOD);
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isPresent();
    write(FILE, GOOD.substring(1));
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
    assertThat(callers.isFaulty(PLANNER)).isTrue();
  }

  @Test
  void anotherFileIsNoDescription() throws IOException {
    write("planner.json~", GOOD);
    write("README", "text");
    OwnCallers callers = callers();
    assertThat(callers.scopesOf(PLANNER)).isEmpty();
    assertThat(callers.faults()).isEmpty();
  }
}
