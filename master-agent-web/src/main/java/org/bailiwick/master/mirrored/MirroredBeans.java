package org.bailiwick.master.mirrored;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.outbound.NodeHttp;

/** Produces what the registry knows of partners' registries. */
@ApplicationScoped
class MirroredBeans {

  @Produces
  @Singleton
  MirroredDomains mirrored(NodeHttp http, MasterSettings settings) {
    return MirroredDomains.at(http, settings.registryUrl(), settings.node());
  }
}
