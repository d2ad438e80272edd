package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.bailiwick.system.Answer;

/**
 * The answers that tell a caller to come again, and calls that got none. The documents allow the
 * proxy to answer 502 and 503, nodes to refuse with a time after which to try again, and
 * connections to break; everything else is kept as unexpected.
 */
final class Refusals {
  /** The answers after which a caller does not come again. */
  private static final Set<Integer> FINAL = Set.of(200, 201, 202, 204, 409, 422);

  private static final Set<Integer> OF_THE_PROXY = Set.of(502, 503);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

  /** Of one call; nobody looks at them. */
  static Refusals none() {
    return new Refusals();
  }

  /** Sends until there is an answer that is not to be sent again. */
  Answer persistently(Supplier<Answer> sending) {
    Instant deadline = Instant.now().plus(DomainNodes.PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      try {
        Answer answer = sending.get();
        if (FINAL.contains(answer.status())) {
          return answer;
        }
        note(answer);
      } catch (IllegalStateException broken) {
        counts.merge("no answer", 1, Integer::sum);
      }
      Times.rest(PAUSE);
    }
    throw new AssertionError("refused for " + DomainNodes.PATIENCE + ": " + this + unexpected);
  }

  private void note(Answer answer) {
    boolean json =
        answer
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.contains("json"))
            .isPresent();
    String label = json ? answer.status() + " " + type(answer) : answer.status() + " of the proxy";
    counts.merge(label, 1, Integer::sum);
    boolean allowed =
        json
            ? answer.headers().firstValue("Retry-After").isPresent()
            : OF_THE_PROXY.contains(answer.status());
    if (!allowed) {
      unexpected.add(Instant.now() + " " + answer.status() + ": " + answer.body());
    }
  }

  private static String type(Answer answer) {
    String type = answer.json().getString("type", answer.json().getString("error", "?"));
    return type.substring(type.lastIndexOf(':') + 1);
  }

  void requireAllowed() {
    assertThat(unexpected).isEmpty();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
