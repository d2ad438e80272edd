package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
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

/**
 * Whether OCSP answers can be signed: every issuer has certified a responder that is valid now, or
 * is retired.
 */
@Readiness
@ApplicationScoped
public class ResponderHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject private Provider<Authorities> authorities;
  @Inject private Provider<ResponderCertificates> responders;
  @Inject @ForAca private Provider<Clock> clock;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending("ocsp");
    }
    var response = HealthCheckResponse.named("ocsp");
    boolean all = true;
    for (Authority issuer : authorities.get().all()) {
      Optional<Instant> end =
          responders.get().find(issuer.id()).map(X509Certificate::getNotAfter).map(Date::toInstant);
      response.withData(issuer.id(), end.map(Instant::toString).orElse("none"));
      all &= issuer.isRetired() || end.filter(clock.get().instant()::isBefore).isPresent();
    }
    return response.status(all).build();
  }
}
