package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the token answers and holds the signing key. */
@Readiness
@ApplicationScoped
public class SignerHealth implements HealthCheck {
  @Inject private Pkcs11Token hsm;
  @Inject private MasterSettings settings;

  @Override
  public HealthCheckResponse call() {
    return switch (hsm.health(Set.of(settings.signing().keyLabel()))) {
      case HsmHealth.Up up -> HealthCheckResponse.up("master-hsm");
      case HsmHealth.Down down ->
          HealthCheckResponse.named("master-hsm").down().withData("reason", down.reason()).build();
    };
  }
}
