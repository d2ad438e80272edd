package org.bailiwick.master;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Clock;
import org.bailiwick.master.job.ChallengeFilter;
import org.bailiwick.master.oauth.OAuthRefusalMapper;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.TrustedProxies;
import org.bailiwick.node.problem.AuditedProblems;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.problem.JsonBodyGuard;
import org.bailiwick.node.problem.ProblemMapper;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.writer.GroupWriter;

/** What every request of the Master Agent passes: its id, its peer, the bounds of its body. */
class MasterFeature implements Feature {
  @Inject private MasterSettings settings;
  @Inject private TrustAnchors anchors;
  @Inject private RevocationView revocations;
  @Inject private PeerContext peers;
  @Inject private GroupWriter writer;
  @Inject private Clock clock;

  @Override
  public boolean configure(FeatureContext context) {
    context.register(new RequestIdFilter());
    context.register(
        new PeerFilter(
            anchors,
            revocations,
            TrustedProxies.of(settings.trustedProxies()),
            peers,
            writer::record,
            clock));
    context.register(new BodyLimits(settings.maxBody()));
    context.register(new JsonBodyGuard());
    context.register(new ProblemMapper(new AuditedProblems(() -> writer)));
    context.register(new OAuthRefusalMapper());
    context.register(new ChallengeFilter(settings.baseUrl().toString()));
    return true;
  }
}
