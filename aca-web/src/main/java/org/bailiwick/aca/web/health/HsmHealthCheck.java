package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the token signs, and holds every key that the authority needs. */
@Readiness
@ApplicationScoped
public class HsmHealthCheck implements HealthCheck {

  @Inject private Started started;
  @Inject @ForAca private Provider<Pkcs11Token> token;
  @Inject private Provider<KeysInUse> keys;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return Started.pending("hsm");
    }
    var response = HealthCheckResponse.named("hsm");
    return switch (token.get().health(keys.get().labels())) {
      case HsmHealth.Up up -> response.up().build();
      case HsmHealth.Down down -> response.down().withData("reason", down.reason()).build();
    };
  }
}
