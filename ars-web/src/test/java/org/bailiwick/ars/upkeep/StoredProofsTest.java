package org.bailiwick.ars.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredProofsTest {
  private static final Instant END = Instant.parse("2026-11-25T12:05:00Z");

  @Test
  void aProofCountsOnceForAllNodes(@TempDir Path folder) {
    try (TestRegistry registry = new TestRegistry(folder)) {
      StoredProofs one = new StoredProofs(registry.writer());
      StoredProofs other = new StoredProofs(registry.writer());
      assertThat(one.add("key", "proof", END)).isTrue();
      assertThat(other.add("key", "proof", END)).isFalse();
      assertThat(other.add("key", "next", END)).isTrue();
      assertThat(other.add("other key", "proof", END)).isTrue();
    }
  }

  @Test
  void isKeptUntilItHasExpired(@TempDir Path folder) {
    try (TestRegistry registry = new TestRegistry(folder)) {
      StoredProofs proofs = new StoredProofs(registry.writer());
      proofs.add("key", "proof", END);
      registry.writer().commit(StoredProofs.forgetExpired(END));
      assertThat(proofs.add("key", "proof", END)).isFalse();
      registry.writer().commit(StoredProofs.forgetExpired(END.plusSeconds(1)));
      assertThat(registry.count("proof_use")).isZero();
    }
  }
}
