package org.bailiwick.master;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebFilter;
import java.time.Clock;
import org.bailiwick.node.admission.Admission;
import org.bailiwick.node.admission.AdmissionAudit;
import org.bailiwick.node.admission.AdmissionFilter;
import org.bailiwick.node.admission.AdmissionMetrics;
import org.bailiwick.node.admission.AdmissionRefusals;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.peer.RequestOrigins;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Applies the admission rules of {@code node-support} to every request of the Master Agent. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class MasterAdmissionFilter extends AdmissionFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient MasterSettings settings;
  @Inject private transient TrustAnchors anchors;
  @Inject private transient RevocationView revocations;
  @Inject private transient GroupWriter writer;
  @Inject private transient Clock clock;
  @Inject private transient MetricRegistry metrics;

  @Override
  protected Admission make() {
    ComponentSettings component = settings.component();
    TrustedProxies proxies = TrustedProxies.of(component.trustedProxies());
    return new Admission(
        component.admission(),
        Math.max(component.maxBody(), settings.limits().jobs().maxBody()),
        new RequestOrigins(anchors, revocations, proxies, clock),
        new AdmissionRefusals(AdmissionMetrics.in(metrics, "master"), new AdmissionAudit(writer)),
        clock);
  }
}
