package org.bailiwick.master.transactiontoken;

import static org.bailiwick.contract.problem.ProblemType.ACCESS_TOKEN_INVALID;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.SCOPE_TOO_WIDE;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.TransactionToken.Call;
import org.bailiwick.master.transactiontoken.TransactionToken.Shared;
import org.bailiwick.node.audit.AuditEntry;

/**
 * The transaction token service of the trust domain. It mints tokens for the steps of a job, and
 * narrower tokens in exchange for them. It does not store them: the caller commits the record
 * before it sends the token.
 */
public final class TransactionTokenMint {

  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final MintSettings settings;
  private final Clock clock;

  public TransactionTokenMint(
      OwnTokens tokens, TokenLedger ledger, MintSettings settings, Clock clock) {
    this.tokens = tokens;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A token for one attempt at a step. Its scope is no wider than the job's, and it expires no
   * later than the job's deadline.
   */
  public MintedToken forStep(StepTokenRequest request) {
    Transaction job = request.transaction();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    job.root().scope().narrowTo(request.scope());
    requireLive(job.root().jti());
    TransactionToken token =
        new TransactionToken(
            UUID.randomUUID().toString(),
            new Shared(job.txn(), job.principal(), job.context()),
            request.scope(),
            new Call(
                List.of(settings.node()),
                request.stepId(),
                Optional.of(request.callee().toString()),
                Json.createObjectBuilder().add("sub", job.caller()).build(),
                RequestTerms.NONE,
                Optional.of(settings.budget())),
            new TokenLifetime(now, expiry(now, job.root().lifetime())));
    return sign(token, TokenKind.STEP, job.root());
  }

  /**
   * A narrower token for the workload for which the given token was minted.
   *
   * @throws org.bailiwick.contract.problem.ProblemException policy-denied when the token was minted
   *     for another workload; scope-too-wide when the requested scope is not narrower;
   *     access-token-invalid when the given token has expired
   */
  public MintedToken replace(Replacement replacement) {
    TransactionToken given = replacement.given().token();
    requireOnPath(replacement, given);
    if (replacement.scope().isEmpty() || !given.scope().covers(replacement.scope())) {
      throw refused(
          SCOPE_TOO_WIDE, "scope-not-covered", "The token does not cover the requested scope.");
    }
    if (replacement.scope().equals(given.scope())) {
      throw refused(SCOPE_TOO_WIDE, "scope-not-narrower", "The requested scope is not narrower.");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String self = replacement.workload().toString();
    List<String> workloads = new ArrayList<>(given.call().workloads());
    workloads.add(self);
    TransactionToken token =
        new TransactionToken(
            UUID.randomUUID().toString(),
            given.transaction(),
            replacement.scope(),
            new Call(
                workloads,
                given.call().stepId(),
                replacement.callee().map(Object::toString),
                actor(self, given.call().actor()),
                replacement.terms(),
                Optional.of(budget(given).afterHop())),
            new TokenLifetime(now, expiry(now, given.lifetime())));
    return sign(token, TokenKind.REPLACEMENT, replacement.given().row());
  }

  /** The trust domain, which is the audience of every token. */
  public String trustDomain() {
    return settings.trustDomain();
  }

  /** Verifies the given token and returns its claims, for a decision and its audit row. */
  public TransactionToken read(String compact) {
    return TransactionToken.of(
        tokens.verify(compact, TransactionToken.TYP, settings.trustDomain()));
  }

  /**
   * Verifies the given token, which must not have ended.
   *
   * @throws org.bailiwick.contract.problem.ProblemException access-token-invalid when this domain
   *     has not signed the token, when it has expired, or when it has ended with its step, job,
   *     caller or grant
   */
  public LiveToken readLive(String compact) {
    TransactionToken token = read(compact);
    return new LiveToken(token, requireLive(token.jti()));
  }

  /** The audit entry with the node and the key that signed this token. */
  public AuditEntry withSigner(AuditEntry entry, String compact) {
    return tokens.withSigner(entry, compact);
  }

  /**
   * The budget of a token that is to be exchanged.
   *
   * @throws org.bailiwick.contract.problem.ProblemException policy-denied with check
   *     budget-exhausted when no hop is left, and when the token has no budget
   */
  public static Budget budget(TransactionToken given) {
    return given
        .call()
        .budget()
        .filter(budget -> budget.hops() > 0)
        .orElseThrow(() -> TokenLedger.exhausted("No exchange may follow this one."));
  }

  /** Whether the given token was minted for the workload that asks. */
  public static boolean isOnPath(Replacement replacement) {
    return replacement
        .given()
        .token()
        .call()
        .callee()
        .filter(replacement.workload().toString()::equals)
        .isPresent();
  }

  private void requireOnPath(Replacement replacement, TransactionToken given) {
    if (!isOnPath(replacement)) {
      throw refused(
          POLICY_DENIED, "workload-not-on-path", "The token was minted for another workload.");
    }
    String self = replacement.workload().toString();
    String callee = replacement.callee().map(Object::toString).orElse("");
    List<String> workloads = given.call().workloads();
    if (workloads.size() >= settings.maxChain()) {
      throw refused(POLICY_DENIED, "chain-depth", "The chain of calls is at its greatest depth.");
    }
    if (workloads.contains(self) || workloads.contains(callee) || self.equals(callee)) {
      throw refused(POLICY_DENIED, "chain-cycle", "A workload may occur in a chain only once.");
    }
  }

  private TokenRecord requireLive(String jti) {
    return switch (ledger.state(jti)) {
      case TokenState.Live live -> live.token();
      case TokenState.Ended ended ->
          throw refused(ACCESS_TOKEN_INVALID, "ancestor-" + ended.reason(), "The token has ended.");
      case TokenState.Unknown unknown ->
          throw refused(
              ACCESS_TOKEN_INVALID, "token-unknown", "This server has not issued the token.");
    };
  }

  private Instant expiry(Instant now, TokenLifetime parent) {
    Instant own = now.plus(settings.lifetime());
    Instant last = parent.expiresAt();
    Instant earlier = own.isBefore(last) ? own : last.truncatedTo(ChronoUnit.SECONDS);
    if (!earlier.isAfter(now)) {
      throw refused(ACCESS_TOKEN_INVALID, "parent-expired", "The parent token has expired.");
    }
    return earlier;
  }

  private static JsonObject actor(String self, JsonObject before) {
    return Json.createObjectBuilder().add("sub", self).add("act", before).build();
  }

  private MintedToken sign(TransactionToken token, TokenKind kind, TokenRecord parent) {
    String compact =
        tokens.sign(TransactionToken.TYP, token.claims(tokens.issuer(), settings.trustDomain()));
    String jobId = token.transaction().context().getString("job");
    TokenRecord record =
        new TokenRecord(
            token.jti(),
            kind,
            TokenOrigin.of(parent.jti(), parent.origin().caller()),
            token.call().callee(),
            Optional.of(new StepContext(jobId, Optional.of(token.call().stepId()))),
            token.scope(),
            token.lifetime(),
            Optional.of(OwnTokens.digest(compact)));
    return new MintedToken(compact, record);
  }

  private static ProblemException refused(
      org.bailiwick.contract.problem.ProblemType type, String check, String detail) {
    return new ProblemException(type, check, detail);
  }
}
