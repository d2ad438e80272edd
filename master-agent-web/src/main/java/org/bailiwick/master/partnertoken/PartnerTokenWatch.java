package org.bailiwick.master.partnertoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.introspection.IntrospectedTokens;
import org.bailiwick.master.introspection.TokenAnswer;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.AcceptedTokens;
import org.bailiwick.master.tokenledger.AcceptedTokens.InUse;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Ends what rests on partners' access tokens: a job whose token's server is not permitted any more
 * is cancelled, and a token of which its server says that it is not active is ended with its jobs.
 * Servers are asked again about the tokens that this node was shown, while running jobs or open
 * event streams rest on them and until they expire; of an expired token no server can tell whether
 * it was revoked.
 */
public final class PartnerTokenWatch {
  private static final StructuredLog LOG = StructuredLog.of(PartnerTokenWatch.class);

  /** The check, and the beginning of the reason, of a job whose token does not count any more. */
  static final String NOT_PERMITTED = TokenServer.CHECKS + "-not-permitted";

  /** The age of an answer at which the server is asked again. */
  static final Duration RENEWAL = Duration.ofSeconds(20);

  /** An open event stream is looked at more often. */
  private static final Duration FOLLOWED = Duration.ofSeconds(15);

  /** A server whose clock is ahead says earlier that a token has expired. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(30);

  /** What the watch reads and changes. */
  public record Parts(
      PartnerDirectory partners,
      PartnerTokens tokens,
      AcceptedTokens accepted,
      TokenLedger ledger,
      TokenRevoker revoker,
      BiConsumer<String, String> cancellation) {}

  private final Parts parts;
  private final Executor executor;
  private final Clock clock;
  private final Set<TrustDomain> underWay = ConcurrentHashMap.newKeySet();

  /**
   * The cancellation of {@code parts} takes the id of a job and the reason; {@code executor} asks
   * servers.
   */
  public PartnerTokenWatch(Parts parts, Executor executor, Clock clock) {
    this.parts = parts;
    this.executor = executor;
    this.clock = clock;
  }

  /** A timer calls it. It waits for no server. */
  public void run() {
    List<InUse> inUse = parts.accepted().inUse();
    inUse.forEach(this::cancelUnlessPermitted);
    Set<String> ids = inUse.stream().map(each -> each.token().jti()).collect(Collectors.toSet());
    Instant now = clock.instant();
    Map<TrustDomain, List<TokenAnswer>> due =
        parts.tokens().introspected().answers().current(now).stream()
            .filter(held -> isDue(held, ids, now))
            .collect(Collectors.groupingBy(held -> held.server().partner().domain()));
    due.forEach(this::begin);
  }

  private boolean isDue(TokenAnswer held, Set<String> inUse, Instant now) {
    boolean isNeeded =
        held.acceptedAs().filter(inUse::contains).isPresent() || held.wasFollowed(FOLLOWED, now);
    return held.acceptedAs().isPresent()
        && (held.claims().isEmpty() || (isNeeded && !held.isYounger(RENEWAL, now)));
  }

  /** One thread for each partner, so that its servers delay nobody else's. */
  private void begin(TrustDomain partner, List<TokenAnswer> due) {
    if (!underWay.add(partner)) {
      return;
    }
    Queue<TokenAnswer> left = new ArrayDeque<>(due);
    try {
      executor.execute(() -> follow(partner, left));
    } catch (RuntimeException e) {
      underWay.remove(partner);
      throw e;
    }
  }

  private void follow(TrustDomain partner, Queue<TokenAnswer> due) {
    try {
      for (TokenAnswer held = due.poll(); held != null; held = due.poll()) {
        follow(held);
      }
    } catch (ProblemException e) {
      // The other tokens of this partner are asked about in the next run.
      LOG.warn("partner-token.not-asked", Map.of("partner", partner.name(), "check", e.check()));
    } finally {
      underWay.remove(partner);
    }
  }

  private void follow(TokenAnswer held) {
    IntrospectedTokens introspected = parts.tokens().introspected();
    Instant expiry =
        held.acceptedAs()
            .flatMap(parts.ledger()::find)
            .map(token -> token.lifetime().expiresAt().minus(CLOCK_DIFFERENCE))
            .orElse(Instant.EPOCH);
    if (!clock.instant().isBefore(expiry)) {
      introspected.answers().forget(held);
      return;
    }
    TokenAnswer now = held.claims().isEmpty() ? held : introspected.askAgain(held);
    if (now.claims().isEmpty()) {
      end(now);
      introspected.answers().forget(now);
    }
  }

  private void end(TokenAnswer inactive) {
    String issuer = inactive.server().issuer();
    inactive
        .acceptedAs()
        .flatMap(parts.ledger()::find)
        .ifPresent(
            token ->
                parts
                    .revoker()
                    .end(
                        token,
                        new TokenEndOrder(EndCause.PARTNER, issuer, "introspection"),
                        AuditEntry.of("partner-token.inactive", Outcome.DONE, "", issuer)
                            .about(token.jti())));
  }

  private void cancelUnlessPermitted(InUse inUse) {
    SpiffeId agent = SpiffeId.parse(inUse.token().origin().caller().name());
    if (isRefused(agent, inUse)) {
      parts.cancellation().accept(inUse.jobId(), NOT_PERMITTED + ": " + agent.trustDomain());
    }
  }

  /** A partner or server that is not described any more ends its jobs in the same way as others. */
  private boolean isRefused(SpiffeId agent, InUse inUse) {
    Optional<AuthorizationServer> server =
        parts
            .partners()
            .find(agent.trustDomain())
            .flatMap(partner -> partner.server(inUse.issuer()));
    String clientId = String.valueOf(StrictJson.members(inUse.actor()).get("client_id"));
    return server.isPresent()
        && server
            .get()
            .accessTokens()
            .flatMap(terms -> terms.agentOf(clientId))
            .filter(agent::equals)
            .isEmpty();
  }
}
