package org.bailiwick.master.backendlease;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.storage.Store;

/** Produces the rows of leases. */
@ApplicationScoped
class LeaseBeans {

  @Produces
  @Singleton
  BackEndLeases leases(Store store, Clock clock) {
    return new BackEndLeases(store, clock);
  }
}
