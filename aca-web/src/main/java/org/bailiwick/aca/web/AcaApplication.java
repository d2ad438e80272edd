package org.bailiwick.aca.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.web.enrolment.BindingReleaseResource;
import org.bailiwick.aca.web.enrolment.CredentialResource;
import org.bailiwick.aca.web.enrolment.EnrolmentResource;
import org.bailiwick.aca.web.enrolment.JoinTokenResource;
import org.bailiwick.aca.web.enrolment.NameTransferResource;
import org.bailiwick.aca.web.enrolment.NodeCertificateResource;
import org.bailiwick.aca.web.enrolment.NonceResource;
import org.bailiwick.aca.web.enrolment.TpmChallengeResource;
import org.bailiwick.aca.web.enrolment.WaitingEnrolmentResource;
import org.bailiwick.aca.web.est.BasicChallengeFilter;
import org.bailiwick.aca.web.est.EmptyRefusalFilter;
import org.bailiwick.aca.web.est.EstNonceResource;
import org.bailiwick.aca.web.est.EstResource;
import org.bailiwick.aca.web.events.EventResource;
import org.bailiwick.aca.web.front.AuthorityPageResource;
import org.bailiwick.aca.web.published.CrlResource;
import org.bailiwick.aca.web.published.IssuerResource;
import org.bailiwick.aca.web.published.WellKnownResource;
import org.bailiwick.aca.web.published.WitKeyResource;
import org.bailiwick.aca.web.published.WitStatusResource;
import org.bailiwick.aca.web.records.ArchiveResource;
import org.bailiwick.aca.web.records.AuthorityAuditResource;
import org.bailiwick.aca.web.records.AuthorityBundleResource;
import org.bailiwick.aca.web.records.LedgerDifferenceResource;
import org.bailiwick.aca.web.revocation.CompromisedKeyResource;
import org.bailiwick.aca.web.revocation.FrozenIdentityResource;
import org.bailiwick.aca.web.revocation.RevocationOrderResource;
import org.bailiwick.aca.web.revocation.RevocationProposalResource;
import org.bailiwick.aca.web.revocation.RevocationResource;
import org.bailiwick.aca.web.revocation.RevocationScheduleResource;
import org.bailiwick.aca.web.revocation.SecurityEventResource;

/** The authority's routes. */
@ApplicationPath("/")
public class AcaApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        AcaFeature.class,
        NonceResource.class,
        TpmChallengeResource.class,
        JoinTokenResource.class,
        EnrolmentResource.class,
        WaitingEnrolmentResource.class,
        CredentialResource.class,
        RevocationResource.class,
        RevocationOrderResource.class,
        RevocationScheduleResource.class,
        SecurityEventResource.class,
        RevocationProposalResource.class,
        CompromisedKeyResource.class,
        FrozenIdentityResource.class,
        BindingReleaseResource.class,
        NameTransferResource.class,
        NodeCertificateResource.class,
        ArchiveResource.class,
        AuthorityAuditResource.class,
        AuthorityBundleResource.class,
        LedgerDifferenceResource.class,
        ActivationResource.class,
        IssuerResource.class,
        CrlResource.class,
        WellKnownResource.class,
        WitKeyResource.class,
        WitStatusResource.class,
        EstResource.class,
        EstNonceResource.class,
        BasicChallengeFilter.class,
        EmptyRefusalFilter.class,
        EventResource.class,
        AuthorityPageResource.class);
  }

  /** Switches off WADL, because {@code /openapi} alone describes the routes. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
