package org.bailiwick.broker;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads the further claims that a broker needs from a token that was verified. */
final class TokenReading {
  private TokenReading() {}

  /**
   * The facts of the token.
   *
   * @throws ProblemException access-token-invalid if it names no callee, so that it would be of use
   *     at every agent, or lacks {@code sub} or {@code rctx.step}
   */
  static TokenFacts facts(VerifiedTransactionToken token) {
    if (token.callee().isEmpty()) {
      throw refused("txn-token-callee", "The Txn-Token was not issued for one agent", null);
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.compact().split("\\.", -1)[1]);
      JsonObject claims = StrictJson.object(new String(payload, StandardCharsets.UTF_8));
      return new TokenFacts(
          token.compact(),
          Sha256.hex(token.compact()),
          token.transaction(),
          claims.getString("sub"),
          token.requestingWorkload(),
          token.job(),
          claims.getJsonObject("rctx").getString("step"),
          token.end());
    } catch (NullPointerException | ClassCastException | IllegalArgumentException e) {
      throw refused("txn-token-claims", "The Txn-Token lacks a claim", e);
    }
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail, cause);
  }
}
