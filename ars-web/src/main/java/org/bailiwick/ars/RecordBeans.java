package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what the registry knows of agents beside their signed attributes. */
@ApplicationScoped
class RecordBeans {

  @Produces
  @Singleton
  Descriptions descriptions(RegistryStore store) {
    return new Descriptions(store::read);
  }

  @Produces
  @Singleton
  Heartbeats heartbeats(RegistryStore store, GroupWriter writer, Clock clock) {
    return new Heartbeats(store::read, writer, clock);
  }
}
