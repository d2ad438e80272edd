package org.bailiwick.master;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.bailiwick.master.a2a.A2aHttpResource;
import org.bailiwick.master.a2a.A2aRpcResource;
import org.bailiwick.master.accountadmin.CallerResource;
import org.bailiwick.master.agentcard.AgentCardResource;
import org.bailiwick.master.approvalservice.ApprovalResource;
import org.bailiwick.master.audit.MasterAuditResource;
import org.bailiwick.master.authorization.AuthorizationResource;
import org.bailiwick.master.backendlease.DueLeaseResource;
import org.bailiwick.master.backendlease.LeaseReportResource;
import org.bailiwick.master.cataloguelist.CatalogueResource;
import org.bailiwick.master.clientauth.AttestationChallengeResource;
import org.bailiwick.master.decisionpoint.DecisionPointMetadataResource;
import org.bailiwick.master.decisionpoint.NamedApplicationResource;
import org.bailiwick.master.decisionpoint.OnlyApplicationResource;
import org.bailiwick.master.enforcementreport.EnforcementResource;
import org.bailiwick.master.eventmetadata.RegistryTransmitterResource;
import org.bailiwick.master.front.MasterPageResource;
import org.bailiwick.master.job.JobResource;
import org.bailiwick.master.lists.JobListResource;
import org.bailiwick.master.lists.PartnerListResource;
import org.bailiwick.master.lists.TokenListResource;
import org.bailiwick.master.mcp.McpResource;
import org.bailiwick.master.oauth.MetadataResource;
import org.bailiwick.master.oauth.TokenResource;
import org.bailiwick.master.planview.PlanResource;
import org.bailiwick.master.policybundles.MasterBundleResource;
import org.bailiwick.master.policylist.PolicyResource;
import org.bailiwick.master.resultaccess.ResultResource;
import org.bailiwick.master.risk.RiskResource;
import org.bailiwick.master.statuslist.TokenStatusListResource;
import org.bailiwick.master.tokenends.TokenTreeResource;
import org.bailiwick.master.tokenstatus.TokenIntrospectionResource;
import org.bailiwick.master.tokenstatus.TokenRevocationResource;

/** The Master Agent's routes. */
@ApplicationPath("/")
public class MasterApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        MasterFeature.class,
        TokenResource.class,
        MetadataResource.class,
        AuthorizationResource.class,
        AttestationChallengeResource.class,
        JobResource.class,
        ResultResource.class,
        McpResource.class,
        PlanResource.class,
        JobListResource.class,
        A2aRpcResource.class,
        A2aHttpResource.class,
        AgentCardResource.class,
        TokenListResource.class,
        TokenTreeResource.class,
        LeaseReportResource.class,
        DueLeaseResource.class,
        TokenIntrospectionResource.class,
        TokenRevocationResource.class,
        TokenStatusListResource.class,
        PartnerListResource.class,
        CatalogueResource.class,
        PolicyResource.class,
        MasterBundleResource.class,
        CallerResource.class,
        ApprovalResource.class,
        EnforcementResource.class,
        OnlyApplicationResource.class,
        NamedApplicationResource.class,
        DecisionPointMetadataResource.class,
        RiskResource.class,
        MasterAuditResource.class,
        RegistryTransmitterResource.class,
        MasterPageResource.class);
  }

  /** Switches off WADL, because {@code /openapi} alone describes the routes. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
