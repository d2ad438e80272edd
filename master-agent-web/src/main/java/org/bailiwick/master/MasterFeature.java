package org.bailiwick.master;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.master.a2a.A2aRefusals;
import org.bailiwick.master.a2a.A2aRpcResource;
import org.bailiwick.master.accessrequest.AccessRequestFault;
import org.bailiwick.master.appraisal.AppraisalFilter;
import org.bailiwick.master.appraisal.Appraisals;
import org.bailiwick.master.approvalservice.ApprovalResource;
import org.bailiwick.master.authorization.AuthorizationHeaders;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.decisionpoint.FaultText;
import org.bailiwick.master.dpop.DpopNonceFilter;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.ChallengeFilter;
import org.bailiwick.master.job.JobResource;
import org.bailiwick.master.mcp.McpFilters;
import org.bailiwick.master.mcp.McpResource;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.oauth.OAuthRefusalMapper;
import org.bailiwick.master.oauth.TokenResource;
import org.bailiwick.master.resultaccess.ResultResource;
import org.bailiwick.node.edge.RequestGuards;
import org.bailiwick.node.edge.WellKnownUrl;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Registers the filters that check every request of the Master Agent: request id, peer certificate,
 * size and type of the body. The token endpoint, the jobs resource and the MCP endpoint also serve
 * agents that show a Workload Identity Token with its proof. At the jobs resource the service's
 * rule of authentication decides about a request with a certificate that names no SPIFFE id, such
 * as a person's or a device's.
 */
class MasterFeature implements Feature {
  @Override
  public boolean configure(FeatureContext context) {
    MasterSettings settings = bean(MasterSettings.class);
    GroupWriter writer = bean(GroupWriter.class);
    new RequestGuards(
            new PeerFilter(
                    bean(TrustAnchors.class),
                    bean(RevocationView.class),
                    TrustedProxies.of(settings.component().trustedProxies()),
                    bean(PeerContext.class),
                    writer::recordRefusal,
                    bean(Clock.class))
                .withStrangersBelow(McpResource.PATH)
                .withStrangersBelow(JobResource.PATH)
                .withStrangersBelow(ResultResource.PATH)
                .withStrangersBelow(A2aRpcResource.PATH)
                .withTokensAt(MasterFeature::takesTokens, bean(WorkloadTokens.class)),
            new BodyLimits(
                settings.component().maxBody(),
                Map.of(MasterSettings.MAX_JOB_BODY, settings.limits().jobs().maxBody())),
            writer)
        .register(context);
    context.register(new AppraisalFilter(bean(PeerContext.class), () -> bean(Appraisals.class)));
    ofMcp(settings, writer).register(context);
    context.register(new OAuthRefusalMapper());
    context.register(new AccessRequestFault.Mapper());
    context.register(new FaultText());
    context.register(new AuthorizationHeaders());
    context.register(ofChallenges(settings));
    context.register(new A2aRefusals());
    context.register(
        new DpopNonceFilter(
            bean(DpopProofs.class),
            Map.of(
                DpopProofs.HEADER,
                DpopProofs.NONCE_HEADER,
                ShownProofs.ATTESTATION,
                ShownProofs.CHALLENGE)));
    return true;
  }

  private static ChallengeFilter ofChallenges(MasterSettings settings) {
    ServiceRules rules = bean(ServiceRules.class);
    return new ChallengeFilter(
            WellKnownUrl.of(settings.component().baseUrl(), Metadata.PROTECTED_RESOURCE),
            rules::methodsOfJobs)
        .alsoBelow(ResultResource.PATH.substring(1), rules::methodsOfJobs)
        .alsoBelow(
            A2aRpcResource.PATH.substring(1), () -> rules.methodsOf(ServiceRules.ServiceName.A2A))
        .alsoBelow(
            ApprovalResource.PATH.substring(1),
            () -> rules.methodsOf(ServiceRules.ServiceName.APPROVALS));
  }

  private static McpFilters ofMcp(MasterSettings settings, GroupWriter writer) {
    URI endpoint = URI.create(settings.component().baseUrl() + McpResource.PATH);
    return new McpFilters(
        settings.limits().jobs().maxBody(),
        WellKnownUrl.of(endpoint, Metadata.PROTECTED_RESOURCE),
        () -> bean(ServiceRules.class).methodsOf(ServiceRules.ServiceName.MCP),
        () -> writer);
  }

  private static boolean takesTokens(String path) {
    if (path.equals(McpResource.PATH)) {
      return true;
    }
    return path.equals(TokenResource.PATH)
        || Stream.of(JobResource.PATH, ResultResource.PATH, A2aRpcResource.PATH)
            .anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
  }

  /** Looks up a bean, because the REST container creates features before it can inject beans. */
  private static <T> T bean(Class<T> type) {
    return CDI.current().select(type).get();
  }
}
