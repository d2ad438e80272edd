package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.master.inventory.AgentInventory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: reports whether the registry was reached in time, and its number of agents. */
@Readiness
@ApplicationScoped
public class InventoryHealth implements HealthCheck {
  @Inject private MasterStartup started;
  @Inject private Provider<AgentInventory> inventory;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return MasterStartup.pending("master-inventory");
    }
    return HealthCheckResponse.named("master-inventory")
        .status(inventory.get().isFresh())
        .withData("agents", inventory.get().size())
        .build();
  }
}
