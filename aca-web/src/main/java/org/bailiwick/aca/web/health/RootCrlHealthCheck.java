package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.aca.publication.RootCrlEnds;
import org.bailiwick.aca.publication.RootCrlEnds.End;
import org.bailiwick.aca.publication.RootCrlEnds.State;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Until when each root's CRL holds; a warning in its last thirty days, while a ceremony can still
 * sign the next one in time.
 */
@Readiness
@ApplicationScoped
public class RootCrlHealthCheck implements HealthCheck {

  private static final String NAME = "root-crl";

  @Inject private AuthorityStartup started;
  @Inject private Provider<RootCrlEnds> ends;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending(NAME);
    }
    return respond(ends.get().all());
  }

  static HealthCheckResponse respond(Map<String, End> ends) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
    boolean all = true;
    for (Map.Entry<String, End> root : ends.entrySet()) {
      String until = root.getValue().at().map(Instant::toString).orElse("none");
      State state = root.getValue().state();
      response.withData(root.getKey(), until + told(state));
      all &= state == State.IN_FORCE || state == State.ENDS_SOON;
    }
    return response.status(all).build();
  }

  private static String told(State state) {
    return switch (state) {
      case IN_FORCE -> "";
      case ENDS_SOON -> " WARNING it ends soon: hold hsm-config/ceremony/root-crl.properties";
      case OVER -> " it is over: hold hsm-config/ceremony/root-crl.properties";
      case MISSING -> ", copy it from the node beside the ceremony";
    };
  }
}
