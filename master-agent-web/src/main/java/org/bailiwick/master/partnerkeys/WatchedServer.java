package org.bailiwick.master.partnerkeys;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.trust.VerificationKeys;

/**
 * The keys of one server that are in use, compared with those that it publishes. A key is gone when
 * it is absent from a set that was read after it had been found absent. The first set may be older
 * than the key: another node may have read of it before this one.
 */
final class WatchedServer {
  private static final StructuredLog LOG = StructuredLog.of(WatchedServer.class);

  /** The age at which the set is read again while something rests on a key of it. */
  private static final Duration OLDEST = Duration.ofSeconds(30);

  /** The same while a key is absent from it. */
  private static final Duration OLDEST_IN_DOUBT = Duration.ofSeconds(10);

  private final String issuer;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final Map<String, VerificationKeys.Reading> absent = new HashMap<>();

  WatchedServer(String issuer) {
    this.issuer = issuer;
  }

  /** Whether a look may begin; {@link #look} ends it. */
  boolean begin() {
    return underWay.compareAndSet(false, true);
  }

  /** The look that was to begin does not take place. */
  void leave() {
    underWay.set(false);
  }

  /** Reads the set if it is old, and tells each of these keys that is gone. */
  void look(VerificationKeys keys, Set<String> inUse, Consumer<String> gone) {
    try {
      absent.keySet().retainAll(inUse);
      VerificationKeys.Reading set = keys.lastReading(absent.isEmpty() ? OLDEST : OLDEST_IN_DOUBT);
      Set<String> published =
          set.keys().values().stream()
              .map(key -> Sha256.hex(key.getEncoded()))
              .collect(Collectors.toSet());
      absent.keySet().removeAll(published);
      inUse.stream().filter(key -> !published.contains(key)).forEach(key -> miss(key, set, gone));
    } catch (ProblemException e) {
      LOG.warn("partner-keys.not-read", Map.of("issuer", issuer, "check", e.check()));
    } catch (RuntimeException e) {
      LOG.fault("partner-keys.not-watched", Map.of("issuer", issuer), e);
    } finally {
      leave();
    }
  }

  private void miss(String key, VerificationKeys.Reading set, Consumer<String> gone) {
    VerificationKeys.Reading first = absent.putIfAbsent(key, set);
    if (first != null && !first.equals(set)) {
      gone.accept(key);
    }
  }
}
