package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Keyring;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the tokens sign, and hold every key that the authority needs. */
@Readiness
@ApplicationScoped
public class HsmHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject @ForAca private Provider<Keyring> keyring;
  @Inject private Provider<KeysInUse> keys;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending("hsm");
    }
    var response = HealthCheckResponse.named("hsm");
    return switch (keyring.get().health(keys.get().labels())) {
      case HsmHealth.Up up -> response.up().build();
      case HsmHealth.Down down -> response.down().withData("reason", down.reason()).build();
    };
  }
}
