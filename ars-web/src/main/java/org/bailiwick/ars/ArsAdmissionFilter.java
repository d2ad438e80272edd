package org.bailiwick.ars;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebFilter;
import java.time.Clock;
import org.bailiwick.ars.agreement.FederatedTrust;
import org.bailiwick.node.admission.Admission;
import org.bailiwick.node.admission.AdmissionAudit;
import org.bailiwick.node.admission.AdmissionFilter;
import org.bailiwick.node.admission.AdmissionMetrics;
import org.bailiwick.node.admission.AdmissionRefusals;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.peer.RequestOrigins;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Applies the request admission of {@code node-support} to every request of the registry. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class ArsAdmissionFilter extends AdmissionFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient ArsSettings settings;
  @Inject private transient FederatedTrust trust;
  @Inject private transient GroupWriter writer;
  @Inject private transient Clock clock;
  @Inject private transient MetricRegistry metrics;

  @Override
  protected Admission make() {
    ComponentSettings component = settings.component();
    TrustedProxies proxies = TrustedProxies.of(component.trustedProxies());
    return new Admission(
        component.admission(),
        component.maxBody(),
        new RequestOrigins(trust.anchors(), trust.revocations(), proxies, clock),
        new AdmissionRefusals(AdmissionMetrics.in(metrics, "ars"), new AdmissionAudit(writer)),
        clock);
  }
}
