package org.bailiwick.node.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A process of its own that signs until it is killed, and prints a line for each try: {@code good}
 * or the problem's slug, and how long it took in milliseconds. Needed because a PKCS#11 library
 * takes its settings from the environment of the process.
 */
final class SigningLoop {

  private SigningLoop() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    Pkcs11Token token =
        Pkcs11Token.open(
            new Pkcs11Settings(
                Path.of(arguments[0]),
                Optional.of(Path.of(arguments[1])),
                4,
                Duration.ofMillis(300),
                Duration.ofMillis(700)));
    SigningKey key = token.key(arguments[2]);
    while (true) {
      long began = System.nanoTime();
      String answer = "good";
      try {
        key.sign(new byte[32]);
      } catch (ProblemException e) {
        answer = e.type().slug();
      }
      System.out.println(answer + " " + Duration.ofNanos(System.nanoTime() - began).toMillis());
      Thread.sleep(20);
    }
  }
}
