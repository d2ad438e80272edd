package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.revocation.CrlPublisher;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether relying parties can learn of revocations: every issuer has a CRL that is in force. */
@Readiness
@ApplicationScoped
public class FeedHealthCheck implements HealthCheck {

  @Inject private Authorities authorities;
  @Inject private CrlPublisher crls;
  @Inject @ForAca private Clock clock;

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("feed");
    try {
      boolean inForce =
          authorities.all().stream()
              .allMatch(
                  issuer ->
                      crls.inForce(issuer.id(), CrlPublisher.COMPLETE)
                          .filter(crl -> clock.instant().isBefore(crl.nextUpdate()))
                          .isPresent());
      return response.status(inForce).build();
    } catch (RuntimeException unreadable) {
      return response.down().build();
    }
  }
}
