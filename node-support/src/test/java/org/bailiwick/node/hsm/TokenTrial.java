package org.bailiwick.node.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A process of its own that asks a token for a key from many threads, again and again, and prints
 * what it heard: a line each of {@code health …} and {@code sign …}. Arguments: configuration, PIN
 * file, label, milliseconds.
 */
final class TokenTrial {

  private static final int THREADS = 8;

  private TokenTrial() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    Pkcs11Token token =
        Pkcs11Token.open(
            new Pkcs11Settings(
                Path.of(arguments[0]),
                Optional.of(Path.of(arguments[1])),
                THREADS,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5)));
    long end = System.nanoTime() + Duration.ofMillis(Long.parseLong(arguments[3])).toNanos();
    Set<String> heard = new ConcurrentSkipListSet<>();
    CountDownLatch busy = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                while (System.nanoTime() < end) {
                  heard.add("health " + health(token, arguments[2]));
                  heard.add("sign " + sign(token, arguments[2]));
                }
                busy.countDown();
              });
    }
    busy.await();
    new TreeSet<>(heard).forEach(System.out::println);
  }

  private static String health(Pkcs11Token token, String label) {
    return switch (token.health(Set.of(label))) {
      case HsmHealth.Up up -> "up";
      case HsmHealth.Down down -> down.reason();
    };
  }

  private static String sign(Pkcs11Token token, String label) {
    try {
      token.key(label).sign(new byte[32]);
      return "good";
    } catch (ProblemException e) {
      return e.check();
    }
  }
}
