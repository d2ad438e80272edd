package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The name by which an asset is known in jobs, rows and reasons. The name of an agent is its SPIFFE
 * id, that of a partner domain the SPIFFE id of the trust domain, which has no path. Names are
 * compared as text.
 */
public record AssetName(String text) {

  public static AssetName of(AgentId agent) {
    return new AssetName(agent.toString());
  }

  public static AssetName of(TrustDomain domain) {
    return new AssetName(SpiffeId.SCHEME + domain.name());
  }

  /** The trust domain that it names; empty for the name of anything else. */
  public Optional<TrustDomain> domain() {
    return text.startsWith(SpiffeId.SCHEME) && text.indexOf('/', SpiffeId.SCHEME.length()) < 0
        ? Optional.of(TrustDomain.parse(text.substring(SpiffeId.SCHEME.length())))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
