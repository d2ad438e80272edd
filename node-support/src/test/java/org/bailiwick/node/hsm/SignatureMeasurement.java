package org.bailiwick.node.hsm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signatures a second by sessions and by callers, through a module that takes longer for each. Not
 * a test; bench/hsm.sh runs it with {@code -Dmeasure.module=FILE}, bench/hsm/slow_pkcs11.c built.
 */
@EnabledIfSystemProperty(named = "measure.module", matches = ".+")
class SignatureMeasurement {
  private static final String KEY = "measured";
  private static final Duration ROUND = Duration.parse(System.getProperty("measure.round", "PT3S"));
  private static final byte[] BODY = new byte[900];

  @TempDir private Path folder;

  @Test
  void measure() throws Exception {
    SoftHsm.Token token = SoftHsm.freshToken();
    Path slow = slow(token);
    try (Pkcs11Token made = open(token, slow, 1)) {
      made.generate(KEY, KeyShape.parse("ec-p256"));
    }
    for (int sessions : List.of(1, 2, 4, 8, 16)) {
      round(token, slow, sessions, 32);
    }
    for (int callers : List.of(4, 8, 16, 64)) {
      round(token, slow, 4, callers);
    }
  }

  private static void round(SoftHsm.Token token, Path slow, int sessions, int callers)
      throws InterruptedException {
    try (Pkcs11Token opened = open(token, slow, sessions)) {
      SigningKey key = opened.key(KEY);
      signatures(key, callers, Duration.ofMillis(500));
      int made = signatures(key, callers, ROUND);
      System.out.printf(
          "%d sessions, %d callers: %.0f signatures/s%n",
          sessions, callers, made / (ROUND.toMillis() / 1e3));
    }
  }

  private static int signatures(SigningKey key, int callers, Duration time)
      throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    long end = System.nanoTime() + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (System.nanoTime() - end < 0) {
                      key.sign(BODY);
                      made.incrementAndGet();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return made.get();
  }

  private static Pkcs11Token open(SoftHsm.Token token, Path configuration, int sessions) {
    return Pkcs11Token.open(
        new Pkcs11Settings(
            configuration,
            Optional.of(token.pinFile()),
            sessions,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5)));
  }

  private Path slow(SoftHsm.Token token) throws Exception {
    String text =
        Files.readString(token.configuration(), StandardCharsets.UTF_8)
            .replaceFirst(
                "(?m)^library = .*$", "library = " + System.getProperty("measure.module"));
    return Files.writeString(folder.resolve("slow.cfg"), text);
  }
}
