package org.bailiwick.master.mirrored;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;

/**
 * Tells of which partner domains the registry was not heard of within the bound of their agreement.
 * A domain without agreement is none of them. The registry is asked regularly; if it does not
 * answer for a minute, no domain with an agreement was heard of.
 */
public final class MirroredDomains implements Predicate<TrustDomain> {
  private static final StructuredLog LOG = StructuredLog.of(MirroredDomains.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long BOUND = Duration.ofMinutes(1).toNanos();
  private static final String NOT_HEARD = "not-heard";
  private static final int OK = 200;

  /** What the registry said last. */
  private record Known(Set<TrustDomain> agreed, Set<TrustDomain> notHeard, long at) {}

  private final Supplier<byte[]> mirrors;
  private final LongSupplier nanos;
  private volatile Known known;

  /**
   * @param mirrors reads the registry's mirrors
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  MirroredDomains(Supplier<byte[]> mirrors, LongSupplier nanos) {
    this.mirrors = mirrors;
    this.nanos = nanos;
    this.known = new Known(Set.of(), Set.of(), nanos.getAsLong());
  }

  /** Asks the registry at this base URL, which must prove that name. */
  static MirroredDomains at(NodeHttp http, URI registry, SpiffeId name) {
    return new MirroredDomains(() -> fetched(http, registry, name), System::nanoTime);
  }

  private static byte[] fetched(NodeHttp http, URI registry, SpiffeId name) {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(registry + "/v1/mirrors"))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build(),
            name);
    if (answer.statusCode() != OK) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "mirrors-status",
          "The registry does not show its mirrors");
    }
    return answer.body();
  }

  /** Asks the registry. */
  void follow() {
    try {
      known = read(StrictJson.object(mirrors.get()), nanos.getAsLong());
    } catch (ProblemException e) {
      LOG.warn("mirrors.not-read", Map.of("check", e.check()));
    } catch (ClassCastException | NullPointerException e) {
      LOG.warn("mirrors.not-read", Map.of("check", "mirrors-form"));
    }
  }

  private static Known read(JsonObject answer, long now) {
    Set<TrustDomain> agreed = new HashSet<>();
    Set<TrustDomain> notHeard = new HashSet<>();
    for (JsonObject each : answer.getJsonArray("registries").getValuesAs(JsonObject.class)) {
      TrustDomain domain = TrustDomain.parse(each.getString("domain"));
      if (each.getBoolean("imports")) {
        agreed.add(domain);
        if (each.getString("state").equals(NOT_HEARD)) {
          notHeard.add(domain);
        }
      }
    }
    return new Known(Set.copyOf(agreed), Set.copyOf(notHeard), now);
  }

  /** Whether the domain was not heard of within the bound of its agreement. */
  @Override
  public boolean test(TrustDomain domain) {
    Known now = known;
    return now.notHeard().contains(domain)
        || (now.agreed().contains(domain) && nanos.getAsLong() - now.at() >= BOUND);
  }
}
