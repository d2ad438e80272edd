package org.bailiwick.node.edge;

import jakarta.ws.rs.core.FeatureContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.problem.AuditedProblems;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.problem.BodyTypes;
import org.bailiwick.node.problem.JsonBodyGuard;
import org.bailiwick.node.problem.ProblemMapper;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Registers the JAX-RS filters of every component: request id, peer, bounds of the body, and
 * refusals.
 *
 * @param peers identifies the peer
 * @param limits the most bytes of a body
 * @param writer stores the audit rows of refusals
 */
public record RequestGuards(PeerFilter peers, BodyLimits limits, GroupWriter writer) {

  public void register(FeatureContext context) {
    context.register(new RequestIdFilter());
    context.register(peers);
    context.register(limits);
    context.register(new BodyTypes());
    context.register(new JsonBodyGuard());
    context.register(new ProblemMapper(new AuditedProblems(() -> writer)));
  }
}
