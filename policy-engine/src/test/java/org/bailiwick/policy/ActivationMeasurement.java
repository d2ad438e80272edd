package org.bailiwick.policy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how long somebody who asks waits while a bundle of many policies is loaded and comes in
 * force. It is not a test: {@code -Dmeasure.activation=10000} loads as many policies.
 */
@EnabledIfSystemProperty(named = "measure.activation", matches = "[0-9]+")
class ActivationMeasurement {
  private static final int MOST = 2_000_000;

  @TempDir private Path folder;

  /** A bundle that is due as soon as it is there. */
  private static final class Late implements CedarDecisionPoint.Signed {
    private volatile Optional<CedarDecisionPoint> bundle = Optional.empty();

    @Override
    public Optional<CedarDecisionPoint> due() {
      return bundle;
    }

    @Override
    public void decides(VersionFloor.Loaded version) {
      // Nobody asks.
    }
  }

  @Test
  void measure() {
    int count = Integer.getInteger("measure.activation");
    Path few = TestFolder.small(folder.resolve("policy"), policies(10)).path();
    Map<String, String> many =
        PolicyFolder.read(TestFolder.small(folder.resolve("many"), policies(count)).path()).texts();
    Late bundles = new Late();
    CedarDecisionPoint point = CedarDecisionPoint.load(few, VersionFloor.alone(), bundles);
    for (int i = 0; i < 20_000; i++) {
      point.decide(TestFolder.question(5 + i, 5));
    }
    print("before", asked(point, CompletableFuture.runAsync(() -> pause(3000))));
    CompletableFuture<Void> activation =
        CompletableFuture.runAsync(
            () -> {
              long begin = System.nanoTime();
              bundles.bundle =
                  Optional.of(CedarDecisionPoint.of(new VersionFloor.Loaded(2, "d"), many));
              point.follow();
              System.out.printf(
                  "%d policies loaded in %d ms%n", count, (System.nanoTime() - begin) / 1_000_000);
            });
    print("during", asked(point, activation));
    print("after", asked(point, CompletableFuture.runAsync(() -> pause(3000))));
  }

  private static String policies(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                "@id(\"p-%d\") @reason(\"level\") permit (principal, action, resource == Bailiwick::Thing::\"t%d\") when { principal.level > %d };"
                    .formatted(number, number, number))
        .collect(Collectors.joining("\n"));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long[] asked(CedarDecisionPoint point, CompletableFuture<Void> until) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> end = until.whenComplete((done, failure) -> over.set(true));
    long[] nanos = new long[MOST];
    int asked = 0;
    while (!over.get() && asked < MOST) {
      long begin = System.nanoTime();
      point.decide(TestFolder.question(5 + asked, 6)); // another one each time: none is remembered
      nanos[asked++] = System.nanoTime() - begin;
    }
    end.join();
    return Arrays.copyOf(nanos, asked);
  }

  private static void print(String when, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: %d questions, median %d us, p99 %d us, longest %d us%n",
        when,
        nanos.length,
        nanos[nanos.length / 2] / 1000,
        nanos[(int) (nanos.length * 0.99)] / 1000,
        nanos[nanos.length - 1] / 1000);
  }
}
