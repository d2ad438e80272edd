package org.bailiwick.master.dpop;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;

/**
 * Gives each client that sends a proof a nonce for its next ones (RFC 9449 section 8.2), whatever
 * the answer is, so that a client which goes on needs no challenge. A client attestation is
 * answered in the same way, with the nonce under another name.
 */
@Provider
public final class DpopNonceFilter implements ContainerResponseFilter {
  private static final StructuredLog LOG = StructuredLog.of(DpopNonceFilter.class);

  private final DpopProofs proofs;
  private final Map<String, String> answers;

  /**
   * @param answers the header of an answer that has a nonce, by the header of a request that is
   *     answered so
   */
  public DpopNonceFilter(DpopProofs proofs, Map<String, String> answers) {
    this.proofs = proofs;
    this.answers = Map.copyOf(answers);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    List<String> names =
        answers.keySet().stream().filter(name -> request.getHeaderString(name) != null).toList();
    if (names.isEmpty()) {
      return;
    }
    try {
      String nonce = proofs.nonce();
      names.forEach(name -> response.getHeaders().putSingle(answers.get(name), nonce));
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    } catch (ProblemException e) { // the answer says so itself
      LOG.info("dpop-nonce.not-made", Map.of("check", e.check()));
    }
  }
}
