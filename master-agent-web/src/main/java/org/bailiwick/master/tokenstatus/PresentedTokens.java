package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwtChecks;

/** Compares tokens that are shown with the domain's keys and the token ledger. */
@Dependent
class PresentedTokens {

  /** More than any token that is issued here. */
  private static final int MOST = 16_384;

  private final OwnTokens tokens;
  private final TransactionTokenMint mint;
  private final TokenLedger ledger;

  @Inject
  PresentedTokens(OwnTokens tokens, TransactionTokenMint mint, TokenLedger ledger) {
    this.tokens = tokens;
    this.mint = mint;
    this.ledger = ledger;
  }

  /** Whether the token says that it is a Txn-Token. Nothing is verified. */
  static boolean claimsToBeTxnToken(String compact) {
    return claimedType(compact).filter(TransactionToken.TYP::equals).isPresent();
  }

  /**
   * The token, if it is valid now.
   *
   * @throws ProblemException when that cannot be told at present
   */
  PresentedToken read(String compact) {
    try {
      return switch (claimedType(compact).orElse("")) {
        case AccessToken.TYP ->
            inLedger(compact, tokens.verify(compact, AccessToken.TYP, tokens.issuer()));
        case TransactionToken.TYP ->
            inLedger(compact, tokens.verify(compact, TransactionToken.TYP, mint.trustDomain()));
        default -> new PresentedToken.Invalid("token-type");
      };
    } catch (ProblemException e) {
      if (e.type() == ProblemType.ACCESS_TOKEN_INVALID) {
        return new PresentedToken.Invalid(e.check());
      }
      throw e;
    }
  }

  /**
   * The row of this very token, whether it has ended or expired. No signature is needed: the ledger
   * has the digest of what the Master Agent has signed.
   */
  Optional<TokenRecord> recorded(String compact) {
    return claimedId(compact).flatMap(ledger::find).filter(row -> isRecorded(compact, row));
  }

  private static Optional<String> claimedId(String compact) {
    return compact.length() > MOST
        ? Optional.empty()
        : CompactJws.read(compact)
            .flatMap(CompactJws::claims)
            .map(claims -> claims.get("jti"))
            .filter(String.class::isInstance)
            .map(String.class::cast);
  }

  private static Optional<String> claimedType(String compact) {
    return JwtChecks.claimedHeader(compact)
        .map(header -> header.get("typ"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  private PresentedToken inLedger(String compact, JsonObject claims) {
    return switch (ledger.state(claims.getString("jti", ""))) {
      case TokenState.Live live when isRecorded(compact, live.token()) ->
          new PresentedToken.Valid(live.token(), claims);
      case TokenState.Live live -> new PresentedToken.Invalid("token-digest");
      case TokenState.Ended ended -> new PresentedToken.Invalid("token-ended");
      case TokenState.Unknown unknown -> new PresentedToken.Invalid("token-unknown");
    };
  }

  private static boolean isRecorded(String compact, TokenRecord record) {
    return record.sha256().equals(Optional.of(OwnTokens.digest(compact)));
  }
}
