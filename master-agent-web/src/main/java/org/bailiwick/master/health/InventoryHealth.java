package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.master.inventory.AgentInventory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the registry was heard within the bound, and how many agents it lists. */
@Readiness
@ApplicationScoped
public class InventoryHealth implements HealthCheck {
  @Inject private AgentInventory inventory;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("master-inventory")
        .status(inventory.isFresh())
        .withData("agents", inventory.size())
        .build();
  }
}
