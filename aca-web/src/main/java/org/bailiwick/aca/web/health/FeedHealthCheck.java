package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.crl.CrlPublisher;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether relying parties can learn of revocations: every issuer has a CRL that is in force, unless
 * its key is retired.
 */
@Readiness
@ApplicationScoped
public class FeedHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject private Provider<Authorities> authorities;
  @Inject private Provider<CrlPublisher> crls;
  @Inject @ForAca private Provider<Clock> clock;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending("feed");
    }
    var response = HealthCheckResponse.named("feed");
    try {
      boolean inForce =
          authorities.get().all().stream()
              .filter(issuer -> !issuer.isRetired())
              .allMatch(
                  issuer ->
                      crls.get()
                          .inForce(issuer.id(), CrlPublisher.COMPLETE)
                          .filter(crl -> clock.get().instant().isBefore(crl.nextUpdate()))
                          .isPresent());
      return response.status(inForce).build();
    } catch (RuntimeException unreadable) {
      return response.down().build();
    }
  }
}
