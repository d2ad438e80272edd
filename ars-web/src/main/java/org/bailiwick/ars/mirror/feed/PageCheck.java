package org.bailiwick.ars.mirror.feed;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.mirror.ExportPage;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;
import org.bailiwick.node.jose.JwtKeys;

/**
 * Checks a page of a partner's export: type and signature, whose it is and for whom, that it was
 * made for this request just now, that it follows the last page, and each agent in it. A page that
 * fails a check is refused whole.
 */
final class PageCheck {
  static final String TYPE = "registry-export+jwt";

  /** The oldest page: the time for which its signer says that it counts, and the clocks' skew. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30).plus(MirrorFreshness.SKEW);

  private static final int MOST_CHANGES = 1000;
  private static final int LONGEST_POSITION = 100;
  private static final Set<String> ALGORITHMS = Set.of("ES256", "RS256");
  private static final Set<String> CLAIMS =
      Set.of(
          "iss", "aud", "iat", "exp", "nonce", "epoch", "after", "until", "as_of", "more",
          "changes");

  private final TrustDomain own;
  private final Clock clock;

  PageCheck(TrustDomain own, Clock clock) {
    this.own = own;
    this.clock = clock;
  }

  /**
   * What was asked for.
   *
   * @param position after which the page must come; empty for the first page of a reading
   */
  record Asked(String position, String nonce) {}

  /**
   * The page.
   *
   * @throws ProblemException malformed-request; the check is {@code export-} and what failed
   */
  ExportPage page(String compact, Agreement agreement, Asked asked, JwtKeys keys) {
    JsonObject claims = claims(compact, keys);
    try {
      DefinedMembers.require(claims, CLAIMS, "", "a page of an export");
      require(claims.getString("iss").equals(agreement.domain().name()), "issuer");
      require(claims.getString("aud").equals(own.name()), "audience");
      require(claims.getString("nonce").equals(asked.nonce()), "nonce");
      requireTimely(claims);
      boolean begins = begins(claims, asked);
      String until = claims.getString("until");
      require(
          !until.isEmpty()
              && until.length() <= LONGEST_POSITION
              && until.startsWith(claims.getString("epoch") + "."),
          "position");
      return page(claims, agreement, begins);
    } catch (ClassCastException | NullPointerException | ArithmeticException e) {
      throw refused("claims", e);
    }
  }

  private static JsonObject claims(String compact, JwtKeys keys) {
    CompactJws jws = CompactJws.read(compact).orElseThrow(() -> refused("format", null));
    Map<String, Object> header = jws.header().orElseThrow(() -> refused("format", null));
    require(TYPE.equals(header.get("typ")), "type");
    require(!header.containsKey("crit"), "critical");
    JwsAlgorithm algorithm =
        Optional.ofNullable(header.get("alg"))
            .map(String::valueOf)
            .filter(ALGORITHMS::contains)
            .flatMap(JwsAlgorithm::find)
            .orElseThrow(() -> refused("algorithm", null));
    Optional<String> kid = Optional.ofNullable(header.get("kid")).map(String::valueOf);
    require(keys.find(kid).stream().anyMatch(key -> jws.isSignedBy(key, algorithm)), "signature");
    try {
      return StrictJson.object(jws.payload().orElseThrow(() -> refused("format", null)));
    } catch (ProblemException e) {
      throw refused("claims", e);
    }
  }

  private void requireTimely(JsonObject claims) {
    Instant now = clock.instant();
    Instant issued = time(claims, "iat");
    require(!issued.isAfter(now.plus(MirrorFreshness.SKEW)), "from-future");
    require(!issued.isBefore(now.minus(MAX_AGE)), "too-old");
    require(now.isBefore(time(claims, "exp").plus(MirrorFreshness.SKEW)), "expired");
    require(!time(claims, "as_of").isAfter(issued.plusSeconds(1)), "as-of");
  }

  /** A page follows the position that was asked for, or begins a reading of its own. */
  private static boolean begins(JsonObject claims, Asked asked) {
    String after = claims.getString("after");
    require(after.isEmpty() || after.equals(asked.position()), "sequence");
    require(after.isEmpty() || after.startsWith(claims.getString("epoch") + "."), "epoch");
    return after.isEmpty();
  }

  private static ExportPage page(JsonObject claims, Agreement agreement, boolean begins) {
    JsonArray changes = claims.getJsonArray("changes");
    require(changes.size() <= MOST_CHANGES, "size");
    CapabilitySet agreed = agreement.imports().orElseThrow().capabilities();
    List<ForeignAgent> agents = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> given = new HashSet<>();
    for (JsonObject change : changes.getValuesAs(JsonObject.class)) {
      String id = change.getString("id");
      require(seen.add(id), "twice");
      if (change.containsKey("removed")) {
        DefinedMembers.require(change, Set.of("id", "removed"), "", "a removal");
        change.getString("removed");
        removed.add(id);
      } else {
        ForeignAgent agent = ForeignAgent.read(change, agreement.domain());
        agent.identifiers().forEach(each -> require(given.add(each.text()), "identifiers"));
        agent.within(agreed).ifPresentOrElse(agents::add, () -> removed.add(id));
      }
    }
    boolean more = claims.get("more").equals(JsonValue.TRUE);
    require(more || claims.get("more").equals(JsonValue.FALSE), "claims");
    return new ExportPage(
        begins, claims.getString("until"), time(claims, "as_of"), more, agents, removed);
  }

  private static Instant time(JsonObject claims, String name) {
    try {
      return Instant.ofEpochSecond(claims.getJsonNumber(name).longValueExact());
    } catch (DateTimeException e) {
      throw refused("claims", e);
    }
  }

  private static void require(boolean holds, String check) {
    if (!holds) {
      throw refused(check, null);
    }
  }

  private static ProblemException refused(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "export-" + check,
        "The page of the partner's registry fails the check " + check,
        cause);
  }
}
