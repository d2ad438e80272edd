package org.bailiwick.ars.identifier.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.ars.identifier.control.IdentifierChangesTest.refuses;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProofPaceTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final ProofPace pace = new ProofPace(nanos::get);

  @Test
  void anAgentHasOneProofAtATimeAndOneInTwoSeconds() {
    String done =
        pace.within(
            "a",
            () -> {
              nanos.addAndGet(2 * ProofPace.PACE.toNanos());
              refuses("identifier-proof-pace", () -> pace.within("a", () -> "again"));
              return pace.within("b", () -> "done");
            });
    assertThat(done).isEqualTo("done");
    refuses("identifier-proof-pace", () -> pace.within("a", () -> "again"));
    nanos.addAndGet(ProofPace.PACE.toNanos());
    assertThat(pace.within("a", () -> "later")).isEqualTo("later");
  }

  @Test
  void aNodeChecksFewAtOnce() {
    refuses("identifier-proofs-busy", () -> nested(0));
    assertThat(pace.within("after", () -> "free")).isEqualTo("free");
  }

  private int nested(int depth) {
    return pace.within("agent-" + depth, () -> nested(depth + 1));
  }
}
