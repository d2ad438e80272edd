package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threat 63: after a change no earlier answer counts, neither a permit nor a fault's denial. */
class PolicyChangeTest {
  private static final CedarDecisionPoint.ApplicationAction READ =
      new CedarDecisionPoint.ApplicationAction("shop", "read");
  private static final String FORBID =
      """
      @id("closed") @reason("closed")
      forbid (principal is Shop::User, action, resource == Shop::Record::"r1");
      """;

  @TempDir private Path home;

  @Test
  void aPermitEndsWithTheReload() {
    TestFolder folder = ShopFolder.of(home, 3);
    CedarDecisionPoint point = CedarDecisionPoint.load(folder.path());
    assertThat(read(point, 5)).isInstanceOf(Decision.Permit.class);
    folder.write("app-shop.cedar", FORBID).seal(2);
    point.reload();
    assertThat(read(point, 5).reasons()).containsExactly("closed");
    assertThat(point.applications().get("shop").actions()).containsOnlyKeys("read", "write");
  }

  @Test
  void aChangedAttributeCountsAtOnceAndAFaultIsForgotten() {
    CedarDecisionPoint point = CedarDecisionPoint.load(ShopFolder.of(home, 3).path());
    assertThat(read(point, 5)).isInstanceOf(Decision.Permit.class);
    assertThat(read(point, 1)).isInstanceOf(Decision.Deny.class);
    assertThat(
            point
                .decide(
                    READ,
                    new Entity("User", "u", Map.of("level", "five")),
                    Entity.of("Record", "r1"),
                    Map.of())
                .reasons())
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(read(point, 5)).isInstanceOf(Decision.Permit.class);
  }

  /** One that asks while policies are replaced gets an answer of one version, never a fault. */
  @Test
  void whoAsksWhileAReloadRunsIsAnsweredByOneVersion() throws Exception {
    TestFolder folder = ShopFolder.of(home, 50);
    CedarDecisionPoint point = CedarDecisionPoint.load(folder.path());
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Integer> asked =
          threads.submit(
              () -> {
                int count = 0;
                while (running.get()) {
                  assertThat(read(point, 5)).isInstanceOf(Decision.Permit.class);
                  count++;
                }
                return count;
              });
      for (int version = 2; version < 8; version++) {
        folder.seal(version);
        point.reload();
      }
      running.set(false);
      assertThat(asked.get()).isPositive();
    }
    assertThat(point.policyVersion()).startsWith("7-");
  }

  private static Decision read(CedarDecisionPoint point, long level) {
    return point.decide(
        READ, new Entity("User", "u", Map.of("level", level)), Entity.of("Record", "r1"), Map.of());
  }
}
