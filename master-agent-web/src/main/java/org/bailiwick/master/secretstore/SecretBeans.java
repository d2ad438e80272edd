package org.bailiwick.master.secretstore;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.secretstore.TokenWrappingKeys;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the store of secrets. */
@ApplicationScoped
class SecretBeans {

  @Produces
  @Singleton
  SecretStore secrets(Store store, GroupWriter writer, Pkcs11Token hsm, Clock clock) {
    return new SecretStore(
        store::read, writer, new TokenWrappingKeys(hsm, System::nanoTime), clock);
  }
}
