package org.bailiwick.master.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.statuslist.StatusPlace;

/**
 * Makes access tokens with their rows, for every grant. It does not store them: the caller commits
 * the row before it sends the token.
 */
public final class AccessTokenMint {

  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final Duration lifetime;
  private final Clock clock;

  public AccessTokenMint(OwnTokens tokens, TokenLedger ledger, Duration lifetime, Clock clock) {
    this.tokens = tokens;
    this.ledger = ledger;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /**
   * The content of a new token.
   *
   * @param subject the claim {@code sub}; the caller of the origin is the client
   * @param end the end of what the token is bound to, which it does not outlive
   */
  public record Order(
      String subject,
      TokenOrigin origin,
      CapabilitySet scope,
      TokenBinding binding,
      Optional<Instant> end) {}

  /** Signs a token from now. */
  public MintedAccessToken mint(Order order) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiry = now.plus(lifetime);
    String client = order.origin().caller().name();
    AccessToken token =
        new AccessToken(
            UUID.randomUUID().toString(),
            order.subject(),
            client,
            order.scope(),
            order.binding(),
            now,
            order.end().filter(expiry::isAfter).orElse(expiry));
    StatusPlace place = ledger.places().next(token.expiresAt());
    String compact =
        tokens.sign(AccessToken.TYP, token.claims(tokens.issuer(), place.at(tokens.issuer())));
    TokenRecord record =
        new TokenRecord(
            token.jti(),
            TokenKind.ACCESS,
            order.origin(),
            Optional.of(client),
            Optional.empty(),
            order.scope(),
            new TokenLifetime(now, token.expiresAt()),
            Optional.of(OwnTokens.digest(compact)));
    return new MintedAccessToken(compact, record, place);
  }
}
