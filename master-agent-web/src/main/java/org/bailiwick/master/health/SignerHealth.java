package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.signing.TokenKeys;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the token answers and holds the signing keys. */
@Readiness
@ApplicationScoped
public class SignerHealth implements HealthCheck {
  @Inject private Pkcs11Token hsm;
  @Inject private TokenKeys keys;
  @Inject private Clock clock;

  @Override
  public HealthCheckResponse call() {
    return switch (hsm.health(keys.needed(clock.instant()))) {
      case HsmHealth.Up up -> HealthCheckResponse.up("master-hsm");
      case HsmHealth.Down down ->
          HealthCheckResponse.named("master-hsm").down().withData("reason", down.reason()).build();
    };
  }
}
