package org.bailiwick.master.appraisal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Takes the attestation results over that partners' agents bring in the field {@code
 * Attestation-Result}. A request with one that does not count is refused, so that an agent learns
 * what is wrong with it; of other peers the field is not looked at.
 */
@Priority(Priorities.USER + 1) // after the filter that identifies the peer
public final class AppraisalFilter implements ContainerRequestFilter {

  /** The header field: one EAR as a compact JWT. */
  public static final String FIELD = "Attestation-Result";

  private final PeerContext peers;
  private final Supplier<Appraisals> appraisals;

  /** The context is request-scoped; the appraisals are looked up later than filters are made. */
  public AppraisalFilter(PeerContext peers, Supplier<Appraisals> appraisals) {
    this.peers = peers;
    this.appraisals = appraisals;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    List<String> brought = request.getHeaders().getOrDefault(FIELD, List.of());
    if (brought.isEmpty()) {
      return;
    }
    peers
        .peer()
        .filter(peer -> peer.kind() == VerifiedPeer.Kind.FOREIGN)
        .ifPresent(agent -> appraisals.get().bring(agent, one(brought)));
  }

  private static String one(List<String> brought) {
    if (brought.size() > 1) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "attestation-result-repeated",
          "A request brings one attestation result.");
    }
    return brought.getFirst();
  }
}
