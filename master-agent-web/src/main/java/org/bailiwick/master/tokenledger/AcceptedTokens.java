package org.bailiwick.master.tokenledger;

import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The rows of access tokens that partners' servers have issued and that were accepted here. Unlike
 * a grant, such a token comes again, with each request of its client.
 */
public final class AcceptedTokens {

  private final Store store;

  public AcceptedTokens(Store store) {
    this.store = store;
  }

  /**
   * An accepted token on which a running job rests.
   *
   * @param issuer the server that has issued it
   * @param actor its claims {@code client_id} and {@code act} as JSON
   */
  public record InUse(TokenRecord token, String issuer, String actor, String jobId) {}

  /**
   * Inserts a token that was accepted for the first time, unless its server has ended what it
   * granted for the principal. It is stored once: a request at the same moment, here or at another
   * node, makes the second insertion fail.
   */
  public static UnitOfWork insertion(TokenRecord token) {
    GrantOrigin grant = token.origin().grant().orElseThrow();
    return em -> {
      if (em.find(TokenRow.class, token.jti()) != null) {
        throw new AlreadyAcceptedException();
      }
      if (GrantEnds.covers(em, grant)) {
        throw new ProblemException(
            ProblemType.ACCESS_TOKEN_INVALID,
            "partner-token-ended",
            "The server of the token has ended what it granted for this principal.");
      }
      em.persist(TokenRow.of(token));
    };
  }

  /** A request at the same moment has stored the token. */
  public static final class AlreadyAcceptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AlreadyAcceptedException() {
      super("the token is stored", null, false, false);
    }
  }

  /** The tokens on which running jobs rest, once for each job. */
  public List<InUse> inUse() {
    return store
        .read(
            em ->
                em.createQuery(
                        "select t, j.jobId from JobRow j, TokenRow t where j.state = 'running'"
                            + " and t.jti = j.accessJti and t.kind = 'partner'",
                        Object[].class)
                    .getResultList())
        .stream()
        .map(row -> inUse((TokenRow) row[0], (String) row[1]))
        .toList();
  }

  private static InUse inUse(TokenRow row, String jobId) {
    return new InUse(row.record(), row.grantIssuer(), row.grantActor(), jobId);
  }
}
