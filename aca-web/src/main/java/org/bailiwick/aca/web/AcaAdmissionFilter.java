package org.bailiwick.aca.web;

import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.meter.DomainTag;
import org.bailiwick.aca.web.enrolment.EnrolmentResource;
import org.bailiwick.node.admission.Admission;
import org.bailiwick.node.admission.AdmissionAudit;
import org.bailiwick.node.admission.AdmissionFilter;
import org.bailiwick.node.admission.AdmissionMetrics;
import org.bailiwick.node.admission.AdmissionRefusals;
import org.bailiwick.node.admission.AdmissionSettings;
import org.bailiwick.node.peer.RequestOrigins;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Applies the admission rules of {@code node-support} to every request of the authority. web.xml
 * maps it after the filter of the plain listener and before all other filters.
 */
public final class AcaAdmissionFilter extends AdmissionFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient OwnTrust trust;
  @Inject @ForAca private transient GroupWriter writer;
  @Inject @ForAca private transient Clock clock;
  @Inject private transient MetricRegistry metrics;

  @Override
  protected Admission make() {
    Settings settings = Settings.fromConfig();
    AdmissionSettings read = AdmissionSettings.read(settings);
    TrustedProxies proxies = TrustedProxies.of(settings.list("node.trusted-proxies"));
    long maxBody = settings.number("node.max-body", BodyLimits.DEFAULT, BodyLimits.RANGE);
    settings.done();
    return new Admission(
        read,
        Math.max(maxBody, EnrolmentResource.LONGEST),
        new RequestOrigins(trust, trust, proxies, clock),
        new AdmissionRefusals(
            AdmissionMetrics.in(metrics, "aca", DomainTag.with()), new AdmissionAudit(writer)),
        clock);
  }
}
