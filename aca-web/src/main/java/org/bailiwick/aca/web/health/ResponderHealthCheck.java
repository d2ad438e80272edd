package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether OCSP answers can be signed: every issuer has certified a responder that is valid now. */
@Readiness
@ApplicationScoped
public class ResponderHealthCheck implements HealthCheck {

  @Inject private Authorities authorities;
  @Inject private ResponderCertificates responders;
  @Inject @ForAca private Clock clock;

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("ocsp");
    boolean all = true;
    for (Authority issuer : authorities.all()) {
      Optional<Instant> end =
          responders.find(issuer.id()).map(X509Certificate::getNotAfter).map(Date::toInstant);
      response.withData(issuer.id(), end.map(Instant::toString).orElse("none"));
      all &= end.filter(clock.instant()::isBefore).isPresent();
    }
    return response.status(all).build();
  }
}
