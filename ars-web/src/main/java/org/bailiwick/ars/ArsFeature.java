package org.bailiwick.ars;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Clock;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.peer.TrustedProxies;
import org.bailiwick.node.problem.AuditedProblems;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.problem.JsonBodyGuard;
import org.bailiwick.node.problem.ProblemMapper;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;

/** What every request of the registry passes: its id, its peer, the bounds of its body. */
class ArsFeature implements Feature {
  @Inject private ArsSettings settings;
  @Inject private DomainTrust trust;
  @Inject private CrlRevocations revocations;
  @Inject private PeerContext peers;
  @Inject private GroupWriter writer;
  @Inject private Clock clock;

  @Override
  public boolean configure(FeatureContext context) {
    context.register(new RequestIdFilter());
    context.register(
        new PeerFilter(
            trust,
            revocations,
            TrustedProxies.of(settings.trustedProxies()),
            peers,
            writer::record,
            clock));
    context.register(new BodyLimits(settings.maxBody()));
    context.register(new JsonBodyGuard());
    context.register(new ProblemMapper(new AuditedProblems(() -> writer)));
    return true;
  }
}
