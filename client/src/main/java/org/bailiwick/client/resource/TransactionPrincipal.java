package org.bailiwick.client.resource;

import java.security.Principal;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;

/** The workload that has sent a request, with the verified token, for resource methods. */
public record TransactionPrincipal(VerifiedTransactionToken token) implements Principal {
  @Override
  public String getName() {
    return token.requestingWorkload().toString();
  }
}
