package org.bailiwick.master.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
  private static final Capability POST = Capability.parse("ledger.post@1");

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private TestCatalogue files;
  private Catalogue catalogue;

  @BeforeEach
  void write() {
    files =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("booking@1", "{\"type\":\"object\",\"required\":[\"amount\"]}")
            .entry("ledger.post@1", "booking@1", "any@1");
    catalogue = files.read(clock);
  }

  private ProblemException refusal(String... capabilities) {
    return catchThrowableOfType(
        ProblemException.class,
        () -> catalogue.requireAll(CapabilitySet.parse(List.of(capabilities))));
  }

  @Test
  void withoutFolderNothingNeedsAnEntry() {
    Catalogue none = new Catalogue(Optional.empty(), clock);
    assertThatCode(() -> none.requireAll(CapabilitySet.of(POST))).doesNotThrowAnyException();
    assertThatCode(() -> none.requireInput(POST, "1")).doesNotThrowAnyException();
    assertThat(none.require(POST)).isEmpty();
    assertThat(none.isKept()).isFalse();
  }

  @Test
  void withAFolderEveryCapabilityNeedsOne() {
    assertThat(refusal("ledger.post@1", "ledger.post@1?book=1")).isNull();
    assertThat(refusal("ledger.post@1", "ledger.post@2").check())
        .isEqualTo("capability-not-catalogued");
    assertThat(refusal("ledger.post@2").detail()).contains("ledger.post@2");
    assertThat(
            catchThrowableOfType(
                    UnsuitableValue.class,
                    () -> catalogue.require(Capability.parse("ledger.post@2")))
                .reason())
        .isEqualTo("capability-not-catalogued: ledger.post@2");
  }

  /** A folder that is set and not there is no catalogue that permits everything. */
  @Test
  void aFolderThatIsNotThereHasNoEntries() {
    catalogue = new Catalogue(Optional.of(folder.resolve("none")), clock);
    assertThat(refusal("ledger.post@1").check()).isEqualTo("capability-not-catalogued");
  }

  @Test
  void followsChangesWithinTwoSeconds() {
    assertThat(catalogue.find(POST)).isPresent();
    assertThat(catalogue.current()).isSameAs(catalogue.current());
    files.remove("ledger.post@1");
    clock.move(Duration.ofSeconds(2));
    assertThat(catalogue.find(POST)).isEmpty();
    files.entry("ledger.post@1", "booking@1", "any@1");
    clock.move(Duration.ofSeconds(2));
    assertThat(catalogue.find(POST)).isPresent();
  }

  @Test
  void whileAFileHasAFaultItsEntryIsUnavailable() {
    files.type("booking@1", "{\"type\":\"strng\"}");
    clock.move(Duration.ofSeconds(2));
    assertThat(refusal("ledger.post@1").type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal("ledger.post@1").check()).isEqualTo("catalogue-entry-faulty");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> catalogue.requireInput(POST, "{\"amount\":1}"))
                .check())
        .isEqualTo("catalogue-entry-faulty");
    assertThat(refusal("ledger.post@2").type()).isEqualTo(ProblemType.JOB_NOT_ACCEPTABLE);
  }

  @Test
  void aValueOfAnotherTypeIsNamedByTypeAndPlaceOnly() {
    assertThatCode(() -> catalogue.requireInput(POST, "{\"amount\":1}")).doesNotThrowAnyException();
    assertThat(
            catchThrowableOfType(
                    UnsuitableValue.class, () -> catalogue.requireInput(POST, "{\"secret\":1}"))
                .reason())
        .isEqualTo("input-type-mismatch: booking@1 /required");
  }
}
