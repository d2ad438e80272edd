package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: reports whether the PKCS#11 token answers and holds the signing keys. */
@Readiness
@ApplicationScoped
public class SignerHealth implements HealthCheck {
  @Inject private MasterStartup started;
  @Inject private Provider<Pkcs11Token> hsm;
  @Inject private Provider<TokenKeys> keys;
  @Inject private Provider<Clock> clock;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return MasterStartup.pending("master-hsm");
    }
    return switch (hsm.get().health(keys.get().needed(clock.get().instant()))) {
      case HsmHealth.Up up -> HealthCheckResponse.up("master-hsm");
      case HsmHealth.Down down ->
          HealthCheckResponse.named("master-hsm").down().withData("reason", down.reason()).build();
    };
  }
}
