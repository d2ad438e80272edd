package org.bailiwick.ars.agentevent;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Signs security event tokens by the domain node's key. What was signed lately is used again, so
 * that a receiver that never acknowledges keeps nobody's HSM busy.
 */
public final class EventSigner {
  /** RFC 8417 section 2.3. */
  private static final String TYPE = "secevent+jwt";

  private static final int MOST_KEPT = 2000;
  private static final int AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Supplier<TokenKeys> keys;
  private final Clock clock;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Map<String, String> lately = new LinkedHashMap<>(16, 0.75f, true);

  /** {@code keys} is called each time, since the HSM may be away at first. */
  public EventSigner(Supplier<TokenKeys> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The token with these claims, of which {@code jti} names no others.
   *
   * @throws ProblemException signer-unavailable without the HSM, node-busy while many are signed
   */
  public String sign(JsonObject claims) {
    String id = claims.getString("jti");
    synchronized (lately) {
      String known = lately.get(id);
      if (known != null) {
        return known;
      }
    }
    String token = signed(claims);
    synchronized (lately) {
      lately.put(id, token);
      if (lately.size() > MOST_KEPT) {
        lately.remove(lately.keySet().iterator().next());
      }
    }
    return token;
  }

  private String signed(JsonObject claims) {
    takeTurn();
    try {
      return keys.get().signer(clock.instant()).sign(TYPE, claims);
    } finally {
      turns.release();
    }
  }

  private void takeTurn() {
    try {
      if (turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ProblemException(
            ProblemType.NODE_BUSY,
            "event-signatures-busy",
            "Many events are being signed; see Retry-After.")
        .after(LONGEST_WAIT);
  }
}
