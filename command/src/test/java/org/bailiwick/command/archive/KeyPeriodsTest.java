package org.bailiwick.command.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.junit.jupiter.api.Test;

/** Statements of archives before and after another audit key. */
class KeyPeriodsTest {

  private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

  private final KeyPair before = TestKeys.ec();
  private final KeyPair after = TestKeys.ec();
  private final String first = manifest(1, "", before);

  @Test
  void eachKeySignsInItsTime() {
    assertThat(read(first, first, manifest(2, first, after)).fault()).isEmpty();
    assertThat(read("", manifest(1, "", after)).fault()).isEmpty();
    assertThat(read(first, first).newest()).isPresent();
  }

  /** By whoever has the old key, under a date of his choice. */
  @Test
  void theOldKeySignsNoneAfterTheOneThatItsLastHeadNames() {
    assertThat(read(first, first, manifest(2, first, before)).fault())
        .contains("manifest of archive 2 is not signed by the audit key");
    assertThat(read("", first).fault())
        .contains("manifest of archive 1 is not signed by the audit key");
  }

  /** Another node had handed over, and archived, before this one handed over. */
  @Test
  void theNewKeyMayHaveBegunOnAnotherNode() {
    String second = manifest(2, first, after);
    assertThat(read(second, first, second, manifest(3, second, after)).fault()).isEmpty();
    assertThat(read(second, first, second, manifest(3, second, before)).fault())
        .contains("manifest of archive 3 is not signed by the audit key");
  }

  private ArchiveManifests read(String named, String... signed) {
    KeyPeriods keys =
        KeyPeriods.of(before.getPublic())
            .then(
                new HeadStatement.Handover(
                    after.getPublic(), named.isEmpty() ? "" : HeadStatement.digest(named)));
    return ArchiveManifests.of(List.of(signed), keys);
  }

  private static String manifest(long number, String previous, KeyPair by) {
    AuditHead none = AuditHead.genesis("authority/aca");
    return new ArchiveStatement(
            number,
            previous.isEmpty() ? "" : HeadStatement.digest(previous),
            "officer",
            AT,
            new ArchiveStatement.Rows(none, none, AT, ""),
            new ArchiveStatement.Credentials(
                new ArchiveStatement.Counts(1, 0, 0, 0), "", "", AT, ""))
        .signed(new JwsSigner(new InMemorySigningKey("audit", by), "audit"));
  }
}
