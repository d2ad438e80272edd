package org.bailiwick.ars;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Clock;
import org.bailiwick.ars.agreement.FederatedTrust;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.edge.RequestGuards;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Registers the filters that check every request of the registry: request id, peer certificate,
 * size and type of the body. This class looks its beans up, because the REST container creates
 * features before it can inject beans.
 */
class ArsFeature implements Feature {

  @Override
  public boolean configure(FeatureContext context) {
    ComponentSettings settings = bean(ArsSettings.class).component();
    GroupWriter writer = bean(GroupWriter.class);
    DomainTrust trust = bean(DomainTrust.class);
    FederatedTrust federated = bean(FederatedTrust.class);
    Clock clock = bean(Clock.class);
    new RequestGuards(
            new PeerFilter(
                    federated.anchors(),
                    federated.revocations(),
                    TrustedProxies.of(settings.trustedProxies()),
                    bean(PeerContext.class),
                    writer::recordRefusal,
                    clock)
                .withTokens(
                    new WorkloadTokens(
                        trust.domain(),
                        trust.witKeys(),
                        bean(AuthorityConnection.class).statuses(),
                        settings.baseUrl(),
                        new StoredProofs(writer),
                        clock)),
            new BodyLimits(settings.maxBody()),
            writer)
        .register(context);
    return true;
  }

  private static <T> T bean(Class<T> type) {
    return CDI.current().select(type).get();
  }
}
