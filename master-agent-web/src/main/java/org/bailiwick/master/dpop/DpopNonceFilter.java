package org.bailiwick.master.dpop;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;

/**
 * Gives each client that sends a proof a nonce for its next ones (RFC 9449 section 8.2), whatever
 * the answer is, so that a client which goes on needs no challenge.
 */
@Provider
public final class DpopNonceFilter implements ContainerResponseFilter {
  private static final StructuredLog LOG = StructuredLog.of(DpopNonceFilter.class);

  private final DpopProofs proofs;

  public DpopNonceFilter(DpopProofs proofs) {
    this.proofs = proofs;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getHeaderString(DpopProofs.HEADER) == null) {
      return;
    }
    try {
      response.getHeaders().putSingle(DpopProofs.NONCE_HEADER, proofs.nonce());
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    } catch (ProblemException e) { // the answer says so itself
      LOG.info("dpop-nonce.not-made", Map.of("check", e.check()));
    }
  }
}
