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
import org.junit.jupiter.params.provider.EnumSource;

/** A file is of one kind of workload, by its place and by its member. */
class OwnWorkloadFilesTest {
  private static final TrustDomain OWN = TrustDomain.parse("bailiwick.example");
  private static final Optional<CapabilitySet> RATES =
      Optional.of(CapabilitySet.parseScope("fx.rates@1"));

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();

  private OwnCallers callers() {
    return new OwnCallers(Optional.of(folder), OWN, clock);
  }

  private static WorkloadId named(WorkloadKind kind, String name) {
    return new WorkloadId(OWN, kind, name);
  }

  private static String placeOf(WorkloadKind kind, String name) {
    return (kind == WorkloadKind.AGENT ? "" : kind.text() + "/") + name + ".json";
  }

  private void write(String place, String text) throws IOException {
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    clock.move(Duration.ofSeconds(3));
  }

  private void describe(WorkloadKind kind, String name) throws IOException {
    write(placeOf(kind, name), text(kind.text(), kind.text(), name));
  }

  private static String text(String member, String segment, String name) {
    return "{\"%s\":\"spiffe://bailiwick.example/%s/%s\",\"scopes\":[\"fx.rates@1\"]}"
        .formatted(member, segment, name);
  }

  /** The same text names three workloads, and a file is that of one of them. */
  @ParameterizedTest
  @EnumSource(WorkloadKind.class)
  void aWorkloadHasTheScopesOfTheFileOfItsKindAlone(WorkloadKind described) throws IOException {
    OwnCallers callers = callers();
    describe(described, "x");
    for (WorkloadKind kind : WorkloadKind.values()) {
      assertThat(callers.scopesOf(named(kind, "x")))
          .isEqualTo(kind == described ? RATES : Optional.empty());
      assertThat(callers.isFaulty(named(kind, "x"))).isFalse();
    }
    assertThat(callers.scopes()).containsExactly(RATES.orElseThrow());
    WorkloadId elsewhere = new WorkloadId(TrustDomain.parse("partner.example"), described, "x");
    assertThat(callers.scopesOf(elsewhere)).isEmpty();
  }

  /** An agent may be called like a folder. */
  @Test
  void allThreeStandBesideOneAnother() throws IOException {
    for (WorkloadKind kind : WorkloadKind.values()) {
      describe(kind, "service");
    }
    OwnCallers callers = callers();
    for (WorkloadKind kind : WorkloadKind.values()) {
      assertThat(callers.scopesOf(named(kind, "service"))).isEqualTo(RATES);
    }
    assertThat(callers.scopes()).hasSize(3);
    assertThat(callers.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "service/x.json, device, device, must be service and scopes",
    "device/x.json, service, service, must be device and scopes",
    "service/x.json, agent, agent, must be service and scopes",
    "x.json, service, service, must be agent and scopes",
    "service/x.json, service, device, does not name a service",
    "service/x.json, service, agent, does not name a service",
    "device/x.json, device, service, does not name a device",
    "device/x.json, device, node, does not name",
    "service/y.json, service, service, the file's name is not the service's name"
  })
  void aFileInThePlaceOfAnotherKindPermitsNothing(
      String place, String member, String segment, String reason) throws IOException {
    write(place, text(member, segment, "x"));
    OwnCallers callers = callers();
    for (WorkloadKind kind : WorkloadKind.values()) {
      assertThat(callers.scopesOf(named(kind, "x"))).isEmpty();
      assertThat(callers.scopesOf(named(kind, "y"))).isEmpty();
    }
    assertThat(callers.faults().get(place)).contains(reason);
  }

  @Test
  void aFaultConcernsOneKindAlone() throws IOException {
    describe(WorkloadKind.SERVICE, "x");
    write("device/x.json", "{");
    OwnCallers callers = callers();
    assertThat(callers.isFaulty(named(WorkloadKind.DEVICE, "x"))).isTrue();
    assertThat(callers.isFaulty(named(WorkloadKind.SERVICE, "x"))).isFalse();
    assertThat(callers.isFaulty(named(WorkloadKind.AGENT, "x"))).isFalse();
    assertThat(callers.scopesOf(named(WorkloadKind.SERVICE, "x"))).isEqualTo(RATES);
    assertThat(callers.faults()).containsOnlyKeys("device/x.json");
  }

  @Test
  void followsChangesInTheFolderOfAKind() throws IOException {
    OwnCallers callers = callers();
    WorkloadId gate = named(WorkloadKind.DEVICE, "gate-1");
    assertThat(callers.scopesOf(gate)).isEmpty();
    describe(WorkloadKind.DEVICE, "gate-1");
    assertThat(callers.scopesOf(gate)).isEqualTo(RATES);
    Files.delete(folder.resolve("device/gate-1.json"));
    clock.move(Duration.ofSeconds(3));
    assertThat(callers.scopesOf(gate)).isEmpty();
    assertThat(callers.isFaulty(gate)).isFalse();
  }

  /** A folder that cannot be read may hide a file, so nobody's file is known to be gone. */
  @Test
  void inAFolderThatCannotBeReadEveryFileMayBeHidden() throws IOException {
    Files.createSymbolicLink(folder.resolve("x.json"), folder.resolve("nowhere"));
    OwnCallers callers = callers();
    for (WorkloadKind kind : WorkloadKind.values()) {
      assertThat(callers.isFaulty(named(kind, "y"))).isTrue();
    }
    assertThat(callers.faults()).containsOnlyKeys(folder.toString());
    Files.delete(folder.resolve("x.json"));
    Path services = Files.createDirectories(folder.resolve("service"));
    Files.createSymbolicLink(services.resolve("x.json"), folder.resolve("nowhere"));
    clock.move(Duration.ofSeconds(3));
    assertThat(callers.isFaulty(named(WorkloadKind.SERVICE, "y"))).isTrue();
    assertThat(callers.isFaulty(named(WorkloadKind.DEVICE, "y"))).isFalse();
    assertThat(callers.faults()).containsOnlyKeys(services.toString());
  }
}
