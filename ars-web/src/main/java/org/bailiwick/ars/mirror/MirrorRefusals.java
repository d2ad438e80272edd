package org.bailiwick.ars.mirror;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.identity.TrustDomain;

/** Why pages of partners' registries were not taken over lately, as far as this process knows. */
public final class MirrorRefusals {

  /** The last refusal, by the name of the failing check. */
  public record Refusal(String check, Instant at) {}

  private final Map<TrustDomain, Refusal> last = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  /** Notes a refusal. */
  public void refused(TrustDomain domain, String check, Instant at) {
    last.put(domain, new Refusal(check, at));
    count.incrementAndGet();
  }

  /** The last refusal of a page of this domain. */
  public Optional<Refusal> last(TrustDomain domain) {
    return Optional.ofNullable(last.get(domain));
  }

  /** Forgets a domain with which there is no agreement any more. */
  public void forget(TrustDomain domain) {
    last.remove(domain);
  }

  /** How many there were since the start. */
  public long count() {
    return count.get();
  }
}
